package berth.testkit.history;

import java.util.Arrays;
import java.util.List;

/// Judges a run of the whole system by what was recorded of it. Pure: the same history and the same
/// final state give the same violations.
///
/// A rule reports only what cannot have been right, whatever happened between the lines: who was
/// killed before writing an end may or may not have had an effect.
///
/// Source: reliability, section 13.
public final class HistoryChecker {
    private HistoryChecker() {}

    /// Everything that is wrong, by rule; empty if nothing is.
    ///
    /// @throws MalformedHistory when the history contradicts itself, so that nothing follows
    public static List<Violation> check(History history, FinalState end) {
        var recorded = new Recorded(history, end);
        return Arrays.stream(Invariant.values())
                .flatMap(rule -> check(rule, recorded).stream())
                .toList();
    }

    private static List<Violation> check(Invariant rule, Recorded recorded) {
        var findings = new Findings(rule);
        switch (rule) {
            case I1 -> OneRunningOperation.check(recorded, findings);
            case I2 -> AcknowledgedEnds.check(recorded, findings);
            case I3 -> AssignedIsTrue.check(recorded, findings);
            case I4 -> OneIdentity.check(recorded, findings);
            case I6 -> PlanStays.check(recorded, findings);
            case I7 -> GenerationsOnlyGrow.check(recorded, findings);
            case I8 -> FailureLeavesNothing.check(recorded, findings);
            case I9 -> WorkIsConserved.check(recorded, findings);
            case I10 -> TransitionsAreAudited.check(recorded, findings);
            case I11 -> NothingCrossesScopes.check(recorded, findings);
            case I14 -> RefusalHasNoEffect.check(recorded, findings);
            case LIVENESS -> EverythingEnds.check(recorded, findings);
        }
        return findings.found();
    }
}
