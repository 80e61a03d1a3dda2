package berth.core.registration.model;

import static berth.core.registration.model.Cast.EMBEDDED;
import static berth.core.registration.model.Cast.REMOTE;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Set;

/// Each rule that lives in stores and hubs, switched off, lets a named invariant break; with the
/// rule, the same bounds break none. So every rule is needed, and the model sees it.
///
/// Source: reliability, section 12.
class RegistrationModelMutantTest {
    /// Bounds in which a rule is missed, and what breaks first without it.
    private record Mutant(Bounds bounds, Invariant breaks) {}

    @ParameterizedTest
    @EnumSource(Rule.class)
    void withoutTheRuleAnInvariantBreaks(Rule rule) {
        var mutant = mutant(rule);

        var result = new Exploration(mutant.bounds().without(rule)).explore();

        assertThat(result.breach().map(Invariants.Breach::invariant))
                .as(() -> rule + ": " + result)
                .contains(mutant.breaks());
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void withTheRuleNoneDoes(Rule rule) {
        var result = new Exploration(mutant(rule).bounds()).explore();

        assertThat(result.breach()).as(() -> rule + ": " + result).isEmpty();
    }

    /// A plan that is made anew is not only untidy: its first identity is nobody's.
    @Test
    void aPlanMadeAnewLeavesAnIdentityBehind() {
        var bounds = mutant(Rule.FROZEN_PLAN).bounds().without(Rule.FROZEN_PLAN);

        var result = new Exploration(bounds, Set.of(Invariant.I6)).explore();

        assertThat(result.breach().map(Invariants.Breach::invariant))
                .as(() -> result.toString())
                .contains(Invariant.I4);
    }

    private static Mutant mutant(Rule rule) {
        var remote = Bounds.of(List.of(REMOTE));
        var remoteTwice = Bounds.of(List.of(REMOTE), List.of(REMOTE));
        var embedded = Bounds.of(List.of(EMBEDDED));
        var either = Bounds.of(List.of(EMBEDDED, REMOTE));
        var move = Bounds.of(List.of(REMOTE), List.of(EMBEDDED));
        return switch (rule) {
            case EPOCH_CHECK ->
                    new Mutant(either.faults(2, Fault.LEASE_THEFT, Fault.HUB_FULL), Invariant.I4);
            case FROZEN_PLAN -> new Mutant(move.faults(1, Fault.LOST_REPLY), Invariant.I6);
            case CONDITIONAL_HUB_WRITE ->
                    new Mutant(remoteTwice.faults(1, Fault.LATE_CALL), Invariant.I7);
            case MARKER_IN_SAME_REQUEST ->
                    new Mutant(
                            remote.faults(1, Fault.KILL).wishes(1, Wish.TIME_PASSES), Invariant.I8);
            case TOMBSTONE, TOMBSTONE_AGAINST_ITS_OWN ->
                    new Mutant(
                            embedded.faults(1, Fault.LEASE_THEFT).wishes(1, Wish.TIME_PASSES),
                            Invariant.I8);
            case ABSENCE_WATCH ->
                    new Mutant(
                            remote.faults(1, Fault.LATE_CALL).wishes(1, Wish.TIME_PASSES),
                            Invariant.I8);
            case WORK_IN_SAME_TRANSACTION -> new Mutant(move.faults(1, Fault.KILL), Invariant.I4);
            case GENERATION_KEPT_OVER_DELETION ->
                    new Mutant(
                            remoteTwice
                                    .faults(1, Fault.LATE_CALL)
                                    .wishes(1, Wish.DELETE_REGISTRATION),
                            Invariant.I7);
        };
    }
}
