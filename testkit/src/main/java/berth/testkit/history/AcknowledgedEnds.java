package berth.testkit.history;

import berth.core.registration.OperationState;
import berth.core.registration.RegistrationStatus;
import berth.testkit.history.FinalState.EndOperation;

/// I2: an operation that a device was told of is there and final at the end, and it ended the way
/// the device was told.
final class AcknowledgedEnds {
    private AcknowledgedEnds() {}

    static void check(Recorded recorded, Findings findings) {
        for (var id : recorded.acknowledged()) {
            var first =
                    recorded.told().stream()
                            .filter(told -> told.answer().operation().equals(id))
                            .findFirst()
                            .orElseThrow();
            var operation = recorded.operation(id);
            if (operation.isEmpty()) {
                findings.add(
                        first.key(), "acknowledged operation " + id + " is lost", first.line());
            } else if (!operation.get().state().isFinal()) {
                findings.add(
                        first.key(),
                        "acknowledged operation " + id + " is still " + operation.get().state(),
                        first.line());
            }
        }
        for (var told : recorded.told()) {
            recorded.operation(told.answer().operation())
                    .filter(operation -> contradicts(told.answer().status(), operation))
                    .ifPresent(
                            operation ->
                                    findings.add(
                                            told.key(),
                                            "told %s, but %s ended as %s"
                                                    .formatted(
                                                            told.answer().status(),
                                                            operation.id(),
                                                            operation.state()),
                                            told.line()));
        }
    }

    private static boolean contradicts(RegistrationStatus told, EndOperation operation) {
        if (!operation.state().isFinal()) {
            return false; // reported above
        }
        return switch (told) {
            case ASSIGNED -> operation.state() != OperationState.SUCCEEDED;
            case FAILED, DISABLED -> operation.state() != OperationState.FAILED;
            case ASSIGNING -> false; // true until it ended
            case UNASSIGNED -> true; // is never sent to a device
        };
    }
}
