package berth.core.registration;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// The rows an operation moves through, each made of the one before.
final class OperationRows {
    private OperationRows() {}

    /// A step that was reached starts with no tries.
    static Operation planned(Operation row, AssignmentPlan plan) {
        return copy(row, OperationState.PLANNED, plan, false, 0, row.failure(), null);
    }

    static Operation hubReady(Operation row, boolean created) {
        return copy(row, OperationState.HUB_READY, row.plan(), created, 0, row.failure(), null);
    }

    static Operation unwinding(Operation row, RegistrationFailure failure) {
        return copy(
                row, OperationState.UNWINDING, row.plan(), row.createdInHub(), 0, failure, null);
    }

    static Operation retried(Operation row) {
        return copy(
                row,
                row.state(),
                row.plan(),
                row.createdInHub(),
                row.attempt() + 1,
                row.failure(),
                null);
    }

    static Operation failed(Operation row, RegistrationFailure failure, Instant at) {
        return copy(
                row,
                OperationState.FAILED,
                row.plan(),
                row.createdInHub(),
                row.attempt(),
                failure,
                at);
    }

    static Operation ended(Operation row, OperationState state, Instant at) {
        return copy(row, state, row.plan(), row.createdInHub(), row.attempt(), row.failure(), at);
    }

    private static Operation copy(
            Operation row,
            OperationState state,
            @Nullable AssignmentPlan plan,
            boolean createdInHub,
            int attempt,
            @Nullable RegistrationFailure failure,
            @Nullable Instant finishedAt) {
        return new Operation(
                row.id(),
                row.scope(),
                row.registrationId(),
                row.spelling(),
                row.generation(),
                row.enrollment(),
                row.enrollmentEtag(),
                row.authentication(),
                row.requestDigest(),
                row.apiVersion(),
                row.payload(),
                state,
                plan,
                createdInHub,
                attempt,
                row.nextRun(),
                row.deadline(),
                row.lease(),
                failure,
                row.createdAt(),
                finishedAt);
    }
}
