package berth.testkit.history;

import berth.core.registration.RegistrationStatus;
import berth.testkit.history.FinalState.EndWork;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Liveness: a minute after the last fault, or after a later request, nothing is unfinished. What
/// became of acknowledged operations at the very end is I2's subject.
final class EverythingEnds {
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private EverythingEnds() {}

    static void check(Recorded recorded, Findings findings) {
        stillAssigning(recorded, findings);
        var acknowledged = recorded.acknowledged();
        for (var operation : recorded.end().operations()) {
            if (!operation.state().isFinal() && !acknowledged.contains(operation.id())) {
                findings.add(operation.key(), operation.id() + " was left in " + operation.state());
            }
        }
        for (var registration : recorded.end().registrations()) {
            boolean runs =
                    recorded.operation(registration.operation())
                            .filter(operation -> !operation.state().isFinal())
                            .isPresent();
            boolean known = acknowledged.contains(registration.operation());
            boolean lost = recorded.operation(registration.operation()).isEmpty() && known;
            if (registration.status() == RegistrationStatus.ASSIGNING && !runs && !lost) {
                findings.add(registration.key(), "assigning for ever, but nothing runs for it");
            }
        }
        recorded.end().work().stream()
                .filter(item -> item.state() == EndWork.State.OPEN && item.overdue())
                .forEach(item -> findings.add(item.name(), "open and overdue"));
    }

    private static void stillAssigning(Recorded recorded, Findings findings) {
        Map<String, Told> first = new HashMap<>();
        for (var told : recorded.told()) {
            var start = first.putIfAbsent(told.answer().operation(), told);
            if (start == null || told.answer().status() != RegistrationStatus.ASSIGNING) {
                continue;
            }
            long quiet = Math.max(start.until(), recorded.lastFault());
            var waited = Duration.ofNanos(told.from() - quiet);
            if (waited.compareTo(PATIENCE) > 0) {
                findings.add(
                        told.key(),
                        "still assigning %d s after the last fault".formatted(waited.toSeconds()),
                        start.line(),
                        told.line());
            }
        }
    }
}
