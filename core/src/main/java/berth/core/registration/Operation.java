package berth.core.registration;

import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.attestation.TpmChallenge;
import berth.core.enrollment.EnrollmentKey;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceOrder;
import berth.core.hub.TwinData;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One attempt of a device to be assigned, from the request to its end.
///
/// @param intake what was settled at the admission and never changes
/// @param progress how far it has come; every step writes another one
/// @param nextRun not before, by the store's clock
///
///   Source: reliability, section 3.1.
public record Operation(Intake intake, Progress progress, Instant nextRun, Lease lease) {

    /// What was settled at the admission.
    ///
    /// @param spelling the registration ID as the device spelled it this time
    /// @param generation orders the effects of the operations of one registration
    /// @param enrollment what the device was admitted by, with the tag it had
    /// @param authentication how the device will prove itself to its hub; sealed at rest
    /// @param proof how the device has proven itself to us, for an allocation function
    /// @param requestDigest of everything the device asked for, to notice a different request
    ///   joining
    /// @param apiVersion as the device sent it
    /// @param payload the device's own payload for custom allocation
    /// @param deadline when patience ends
    /// @param challenge TPM only: the challenge whose token opened the operation; it tells for whom
    ///   the device's key for its hub is wrapped, and stays good for asking about this operation.
    ///   Sealed at rest
    public record Intake(
            OperationId id,
            IdScope scope,
            RegistrationId registrationId,
            String spelling,
            long generation,
            EnrollmentKey enrollment,
            ETag enrollmentEtag,
            DeviceAuthentication authentication,
            DeviceProof proof,
            ByteString requestDigest,
            String apiVersion,
            @Nullable JsonValue payload,
            Instant deadline,
            Instant createdAt,
            @Nullable TpmChallenge challenge) {}

    /// How far an operation has come.
    ///
    /// @param plan null until PLANNED, then always the same; sealed at rest
    /// @param target which of the plan's hubs is being tried, from 0
    /// @param captured the twin at the hub the device leaves, once it was read; sealed at rest
    /// @param createdInHub whether this operation made the identity: the only thing unwinding
    ///   removes
    /// @param attempt tries of the present step so far, throttling not counted
    /// @param failure set on the way to FAILED
    /// @param finishedAt when it became final
    public record Progress(
            OperationState state,
            @Nullable AssignmentPlan plan,
            int target,
            @Nullable TwinData captured,
            boolean createdInHub,
            int attempt,
            @Nullable RegistrationFailure failure,
            @Nullable Instant finishedAt) {

        /// A new operation that is to run.
        public static final Progress ADMITTED =
                new Progress(OperationState.ADMITTED, null, 0, null, false, 0, null, null);

        /// One that ends as it begins.
        public static Progress ended(
                OperationState state, @Nullable RegistrationFailure failure, Instant at) {
            return new Progress(state, null, 0, null, false, 0, failure, at);
        }

        /// A step that was reached starts with no tries.
        Progress reached(OperationState next) {
            return new Progress(next, plan, target, captured, createdInHub, 0, failure, finishedAt);
        }

        Progress planned(AssignmentPlan decided) {
            return new Progress(
                    OperationState.PLANNED, decided, 0, null, false, 0, failure, finishedAt);
        }

        Progress captured(TwinData twin) {
            return new Progress(
                    OperationState.CAPTURED, plan, target, twin, false, 0, failure, finishedAt);
        }

        Progress hubReady(boolean created) {
            return new Progress(
                    OperationState.HUB_READY,
                    plan,
                    target,
                    captured,
                    created,
                    0,
                    failure,
                    finishedAt);
        }

        Progress nextTarget() {
            return new Progress(state, plan, target + 1, captured, false, 0, failure, finishedAt);
        }

        Progress retried() {
            return new Progress(
                    state, plan, target, captured, createdInHub, attempt + 1, failure, finishedAt);
        }

        Progress failing(OperationState next, RegistrationFailure because) {
            return new Progress(next, plan, target, captured, createdInHub, 0, because, finishedAt);
        }

        /// The end, whatever it is.
        public Progress endedAs(OperationState end, Instant at) {
            return new Progress(end, plan, target, captured, createdInHub, attempt, failure, at);
        }
    }

    public Operation with(Progress next) {
        return new Operation(intake, next, nextRun, lease);
    }

    public OperationId id() {
        return intake.id();
    }

    public IdScope scope() {
        return intake.scope();
    }

    public RegistrationId registrationId() {
        return intake.registrationId();
    }

    public long generation() {
        return intake.generation();
    }

    public Instant deadline() {
        return intake.deadline();
    }

    public Instant createdAt() {
        return intake.createdAt();
    }

    public OperationState state() {
        return progress.state();
    }

    public @Nullable AssignmentPlan plan() {
        return progress.plan();
    }

    public @Nullable RegistrationFailure failure() {
        return progress.failure();
    }

    public @Nullable Instant finishedAt() {
        return progress.finishedAt();
    }

    /// The plan of an operation that must have one.
    ///
    /// @throws IllegalStateException before PLANNED: a bug
    public AssignmentPlan settledPlan() {
        var plan = progress.plan();
        if (plan == null) {
            throw new IllegalStateException(id() + " has no plan in " + state());
        }
        return plan;
    }

    /// The hub that is being tried.
    public HubHostName targetHub() {
        return settledPlan().hubs().get(progress.target());
    }

    /// What is to be true in the hub: the plan's order, completed by what was captured.
    public DeviceOrder order() {
        var plan = settledPlan();
        var planned = plan.order();
        var captured = progress.captured();
        if (captured == null) {
            return planned;
        }
        return new DeviceOrder(
                planned.deviceId(),
                planned.authentication(),
                planned.iotEdge(),
                plan.twinDecided() ? planned.twin() : captured.initial(),
                DeviceOrder.TwinWrite.MIGRATE,
                planned.marker(),
                captured.reported());
    }

    /// Whether an identity of this operation may stand in a hub.
    public boolean mayHaveWritten() {
        return switch (state()) {
            case PLANNED, CAPTURED, HUB_READY, UNWINDING -> progress.plan() != null;
            case ADMITTED, SUCCEEDED, FAILED, CANCELLED, UNKNOWN -> false;
        };
    }
}
