package berth.core.registration;

import berth.core.audit.AuditEvent;
import berth.core.error.ServiceError;
import berth.core.hub.HubAnswer;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.resilience.Backoff;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The transition function of registration operations: a row and an event give the next row and
/// what must be written with it. Pure, so that every interleaving can be explored.
///
/// The transitions are listed at [OperationState].
public final class RegistrationMachine {
    /// What the world contributes besides the event: all of it drawn before the function is called.
    ///
    /// @param now by the store's clock
    /// @param draw evenly distributed in [0, 1), for jitter
    /// @param etag for the registration's next row
    /// @param node who works on the operation
    public record Circumstances(Instant now, double draw, ETag etag, String node) {}

    private RegistrationMachine() {}

    /// @throws IllegalStateException when the event cannot belong to the operation's state: a bug
    public static RegistrationStep next(
            Operation operation,
            Registration registration,
            OperationEvent event,
            Circumstances circumstances) {
        var step = new Transition(operation, registration, circumstances);
        return switch (event) {
            case OperationEvent.Planned(var plan) -> step.planned(plan);
            case OperationEvent.Impossible(var failure, var reason) ->
                    step.impossible(failure, reason);
            case OperationEvent.HubAnswered(var answer) -> step.hubAnswered(answer);
            case OperationEvent.FinalCheckPassed() -> step.succeed();
            case OperationEvent.Removed(var answer) -> step.removed(answer);
            case OperationEvent.Trouble(var reason, var notBefore) ->
                    step.retry(reason, notBefore, true);
        };
    }

    /// One call of the function, with its arguments at hand.
    private record Transition(
            Operation operation, Registration registration, Circumstances circumstances) {

        RegistrationStep planned(AssignmentPlan plan) {
            require(OperationState.ADMITTED);
            var next = OperationRows.planned(operation, plan);
            return step(
                    next,
                    null,
                    Duration.ZERO,
                    "registration.planned",
                    plan.hub() + ": " + plan.reason());
        }

        RegistrationStep hubAnswered(HubAnswer answer) {
            require(OperationState.PLANNED);
            return switch (answer) {
                case HubAnswer.Done(var created) ->
                        step(
                                OperationRows.hubReady(operation, created),
                                null,
                                Duration.ZERO,
                                "registration.hub-ready",
                                created ? "identity created" : "identity taken over");
                case HubAnswer.Superseded(var by) ->
                        unwind(
                                new RegistrationFailure(
                                        ServiceError.CONCURRENT_REGISTRATION,
                                        "A later registration of this device has taken over."),
                                "superseded by " + by.text());
                case HubAnswer.Refused(var refusal) ->
                        unwind(
                                new RegistrationFailure(refusal.error(), refusal.shown()),
                                refusal.reason());
                case HubAnswer.Unknown(var reason, var throttled, var notBefore) ->
                        retry(reason, notBefore, !throttled);
            };
        }

        RegistrationStep succeed() {
            require(OperationState.HUB_READY);
            var plan = plan();
            var next =
                    OperationRows.ended(operation, OperationState.SUCCEEDED, circumstances.now());
            var assigned =
                    new Registration(
                            registration.scope(),
                            registration.registrationId(),
                            registration.spelling(),
                            operation.enrollment(),
                            RegistrationStatus.ASSIGNED,
                            plan.substatus(),
                            plan.hub(),
                            plan.order().deviceId(),
                            operation.generation(),
                            operation.id(),
                            registration.credential(),
                            null,
                            plan.payload(),
                            circumstances.etag(),
                            registration.createdAt(),
                            circumstances.now());
            var formerHub = plan.formerHub();
            var formerDevice = registration.deviceId();
            var work =
                    formerHub == null || formerDevice == null
                            ? List.<WorkItem>of()
                            : List.of(cleanUp(formerHub, formerDevice));
            return new RegistrationStep(
                    next,
                    assigned,
                    Duration.ZERO,
                    work,
                    audit(
                            "registration.assigned",
                            plan.hub() + ", device " + plan.order().deviceId()));
        }

        RegistrationStep impossible(RegistrationFailure failure, String reason) {
            return switch (operation.state()) {
                case ADMITTED -> fail(failure, reason, List.of());
                case PLANNED, HUB_READY -> unwind(failure, reason);
                // The deadline passed while removing: give the rest to the clean-up.
                case UNWINDING ->
                        fail(failureOf(operation, failure), reason, List.of(removeLater()));
                case SUCCEEDED, FAILED, CANCELLED -> throw misplaced();
            };
        }

        private RegistrationStep unwind(RegistrationFailure failure, String reason) {
            if (operation.state() == OperationState.HUB_READY && operation.createdInHub()) {
                return step(
                        OperationRows.unwinding(operation, failure),
                        null,
                        Duration.ZERO,
                        "registration.unwinding",
                        reason);
            }
            // PLANNED: nobody knows whether the hub has carried the order out. What is there is
            // looked at by the clean-up, which removes only what carries our mark.
            boolean mayHaveCreated =
                    operation.attempt() > 0 && operation.state() == OperationState.PLANNED;
            return fail(failure, reason, mayHaveCreated ? List.of(removeLater()) : List.of());
        }

        RegistrationStep removed(HubAnswer answer) {
            require(OperationState.UNWINDING);
            var failure =
                    failureOf(operation, new RegistrationFailure(ServiceError.INTERNAL, "failed"));
            return switch (answer) {
                case HubAnswer.Done _ -> fail(failure, "removed from the hub", List.of());
                case HubAnswer.Superseded(var by) ->
                        fail(failure, "left to " + by.text(), List.of());
                case HubAnswer.Refused(var refusal) ->
                        fail(failure, refusal.reason(), List.of(removeLater()));
                case HubAnswer.Unknown(var reason, var throttled, var notBefore) ->
                        retry(reason, notBefore, !throttled);
            };
        }

        private RegistrationStep fail(
                RegistrationFailure failure, String reason, List<WorkItem> work) {
            var next = OperationRows.failed(operation, failure, circumstances.now());
            var failed =
                    new Registration(
                            registration.scope(),
                            registration.registrationId(),
                            registration.spelling(),
                            operation.enrollment(),
                            RegistrationStatus.FAILED,
                            registration.substatus(),
                            registration.assignedHub(),
                            registration.deviceId(),
                            operation.generation(),
                            operation.id(),
                            registration.credential(),
                            failure,
                            registration.payload(),
                            circumstances.etag(),
                            registration.createdAt(),
                            circumstances.now());
            return new RegistrationStep(
                    next, failed, Duration.ZERO, work, audit("registration.failed", reason));
        }

        RegistrationStep retry(String reason, Duration notBefore, boolean countsAsAttempt) {
            if (operation.state().isFinal()) {
                throw misplaced();
            }
            var wait = Backoff.OPERATION.delay(operation.attempt(), circumstances.draw());
            var delay = wait.compareTo(notBefore) < 0 ? notBefore : wait;
            var next = countsAsAttempt ? OperationRows.retried(operation) : operation;
            return step(next, null, delay, "registration.waiting", reason);
        }

        private WorkItem removeLater() {
            return cleanUp(plan().hub(), plan().order().deviceId());
        }

        private WorkItem cleanUp(HubHostName hub, DeviceId deviceId) {
            return new WorkItem(
                    operation.scope(),
                    WorkItem.Kind.HUB_CLEANUP,
                    hub + "/" + deviceId + "/" + operation.generation(),
                    new JsonObject(
                            Map.of(
                                    "hub", new JsonString(hub.value()),
                                    "deviceId", new JsonString(deviceId.value()),
                                    "marker", new JsonString(plan().order().marker().text()))),
                    circumstances.now());
        }

        private AssignmentPlan plan() {
            var plan = operation.plan();
            if (plan == null) {
                throw new IllegalStateException(
                        operation.id() + " has no plan in " + operation.state());
            }
            return plan;
        }

        private RegistrationStep step(
                Operation next,
                @Nullable Registration changed,
                Duration delay,
                String action,
                String outcome) {
            return new RegistrationStep(next, changed, delay, List.of(), audit(action, outcome));
        }

        private AuditEvent audit(String action, String outcome) {
            return new AuditEvent(
                    circumstances.now(),
                    operation.scope().value(),
                    "system:" + circumstances.node(),
                    "",
                    action,
                    operation.registrationId().value(),
                    outcome,
                    operation.id().value());
        }

        private void require(OperationState expected) {
            if (operation.state() != expected) {
                throw misplaced();
            }
        }

        private IllegalStateException misplaced() {
            return new IllegalStateException("misplaced event in state " + operation.state());
        }
    }

    private static RegistrationFailure failureOf(
            Operation operation, RegistrationFailure otherwise) {
        return operation.failure() == null ? otherwise : operation.failure();
    }
}
