package berth.testkit.history;

import berth.core.registration.OperationState;

/// I8: what a failed operation created is gone, or an open work item will remove it.
final class FailureLeavesNothing {
    private FailureLeavesNothing() {}

    static void check(Recorded recorded, Findings findings) {
        for (var identity : recorded.end().identities()) {
            if (identity.takenOver() || recorded.lookedAfter(identity.place())) {
                continue;
            }
            identity.writer()
                    .flatMap(marker -> recorded.operation(marker.operation().value()))
                    .filter(operation -> operation.state() == OperationState.FAILED)
                    .ifPresent(
                            operation ->
                                    findings.add(
                                            operation.key(),
                                            "failed operation %s left %s"
                                                    .formatted(operation.id(), identity.place())));
        }
    }
}
