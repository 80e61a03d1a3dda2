package berth.core.registration;

import berth.core.audit.AuditEvent;
import berth.core.error.ServiceError;
import berth.core.hub.HubAnswer;
import berth.core.hub.TwinData;
import berth.core.id.ETag;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.resilience.Backoff;
import berth.core.work.HubErrand;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    private final Operation operation;
    private final Registration registration;
    private final Circumstances circumstances;

    private RegistrationMachine(
            Operation operation, Registration registration, Circumstances circumstances) {
        this.operation = operation;
        this.registration = registration;
        this.circumstances = circumstances;
    }

    /// @throws IllegalStateException when the event cannot belong to the operation's state: a bug
    public static RegistrationStep next(
            Operation operation,
            Registration registration,
            OperationEvent event,
            Circumstances circumstances) {
        var machine = new RegistrationMachine(operation, registration, circumstances);
        return switch (event) {
            case OperationEvent.Planned(var plan) -> machine.planned(plan);
            case OperationEvent.Captured(var twin) -> machine.captured(twin);
            case OperationEvent.Impossible(var failure, var reason) ->
                    machine.impossible(failure, reason);
            case OperationEvent.HubAnswered(var answer) -> machine.hubAnswered(answer);
            case OperationEvent.FinalCheckPassed() -> machine.succeed();
            case OperationEvent.Removed(var answer) -> machine.removed(answer);
            case OperationEvent.Trouble(var reason, var notBefore) ->
                    machine.retry(reason, notBefore, true);
        };
    }

    private RegistrationStep planned(AssignmentPlan plan) {
        require(operation.state() == OperationState.ADMITTED);
        return step(
                operation.progress().planned(plan),
                "registration.planned",
                plan.hubs().getFirst() + ": " + plan.reason());
    }

    private RegistrationStep captured(TwinData twin) {
        require(
                operation.state() == OperationState.PLANNED
                        && operation.settledPlan().capturesTwin());
        return step(
                operation.progress().captured(twin),
                "registration.captured",
                "twin of " + operation.settledPlan().former());
    }

    private RegistrationStep hubAnswered(HubAnswer answer) {
        require(awaitsHub());
        return switch (answer) {
            case HubAnswer.Done(var created) ->
                    step(
                            operation.progress().hubReady(created),
                            "registration.hub-ready",
                            operation.targetHub()
                                    + (created ? ": identity created" : ": identity taken over"));
            case HubAnswer.Superseded(var by) ->
                    fail(
                            new RegistrationFailure(
                                    ServiceError.CONCURRENT_REGISTRATION,
                                    "A later registration of this device has taken over."),
                            "superseded by " + by.text(),
                            leftovers());
            case HubAnswer.Refused(var refusal) ->
                    fail(
                            new RegistrationFailure(refusal.error(), refusal.shown()),
                            refusal.reason(),
                            leftovers());
            case HubAnswer.Elsewhere(var refusal) ->
                    turnElsewhere(
                            new RegistrationFailure(refusal.error(), refusal.shown()),
                            refusal.reason());
            case HubAnswer.Unknown(var reason, var throttled, var notBefore) ->
                    retry(reason, notBefore, !throttled);
        };
    }

    /// The plan names where to turn to; that it is one of several hubs was decided with it. An
    /// earlier try may have left something in the hub that refuses now.
    private RegistrationStep turnElsewhere(RegistrationFailure failure, String reason) {
        var plan = operation.settledPlan();
        if (operation.progress().target() + 1 >= plan.hubs().size()) {
            return fail(failure, reason, leftovers());
        }
        return new RegistrationStep(
                operation.with(operation.progress().nextTarget()),
                null,
                Duration.ZERO,
                leftovers(),
                audit("registration.turned-elsewhere", reason));
    }

    private boolean awaitsHub() {
        return operation.state() == OperationState.CAPTURED
                || (operation.state() == OperationState.PLANNED
                        && !operation.settledPlan().capturesTwin());
    }

    private RegistrationStep succeed() {
        require(operation.state() == OperationState.HUB_READY);
        var plan = operation.settledPlan();
        var place = new Placement(operation.targetHub(), plan.order().deviceId());
        var assigned =
                registration
                        .withoutLeftBehind()
                        .next(
                                RegistrationStatus.ASSIGNED,
                                operation.generation(),
                                operation.id(),
                                null,
                                new Registration.Assignment(
                                        place,
                                        plan.substatus(),
                                        plan.payload(),
                                        operation.intake().enrollmentEtag(),
                                        plan.fallback(),
                                        null),
                                circumstances.etag(),
                                circumstances.now());
        var ended = operation.progress().endedAs(OperationState.SUCCEEDED, circumstances.now());
        return new RegistrationStep(
                operation.with(ended),
                assigned,
                Duration.ZERO,
                followUps(plan, place),
                reconciled(plan),
                audit(
                        "registration.assigned",
                        place + (plan.fallback() == null ? "" : ", by fallback")));
    }

    private List<WorkItem> followUps(AssignmentPlan plan, Placement place) {
        var work = new ArrayList<WorkItem>();
        var former = registration.place();
        if (former != null && !former.equals(place)) {
            work.add(remove(former, false));
        }
        var leftBehind = registration.leftBehind();
        if (leftBehind != null && !leftBehind.equals(place) && !leftBehind.equals(former)) {
            work.add(remove(leftBehind, false));
        }
        if (plan.fallback() != null) {
            work.add(reconciliation(plan.fallback()));
        }
        return work;
    }

    /// The function has been heard: nobody needs to look after this device any more.
    private List<WorkItem.Name> reconciled(AssignmentPlan plan) {
        var before = registration.assignment();
        return before != null && before.fallback() != null && plan.fallback() == null
                ? List.of(reconciliation("").name())
                : List.of();
    }

    private WorkItem reconciliation(String why) {
        return new WorkItem(
                operation.scope(),
                WorkItem.Kind.RECONCILIATION,
                operation.registrationId().value(),
                new JsonObject(
                        Map.of(
                                "operationId", new JsonString(operation.id().value()),
                                "hub", new JsonString(operation.targetHub().value()),
                                "reason", new JsonString(why))),
                circumstances.now());
    }

    private RegistrationStep impossible(RegistrationFailure failure, String reason) {
        return switch (operation.state()) {
            case ADMITTED -> fail(failure, reason, List.of());
            case PLANNED, CAPTURED -> fail(failure, reason, leftovers());
            case HUB_READY ->
                    operation.progress().createdInHub()
                            ? step(
                                    operation.progress().failing(OperationState.UNWINDING, failure),
                                    "registration.unwinding",
                                    reason)
                            : fail(failure, reason, List.of());
            // The deadline passed while removing: give the rest to the clean-up.
            case UNWINDING -> fail(failureOr(failure), reason, leftovers());
            case SUCCEEDED, FAILED, CANCELLED, UNKNOWN -> throw misplaced();
        };
    }

    private RegistrationStep removed(HubAnswer answer) {
        require(operation.state() == OperationState.UNWINDING);
        var failure = failureOr(new RegistrationFailure(ServiceError.INTERNAL, "failed"));
        return switch (answer) {
            // A write that is still on its way may bring it back: the clean-up keeps watch.
            case HubAnswer.Done _ -> fail(failure, "removed from the hub", leftovers());
            case HubAnswer.Superseded(var by) -> fail(failure, "left to " + by.text(), List.of());
            case HubAnswer.Refused(var refusal) -> fail(failure, refusal.reason(), leftovers());
            case HubAnswer.Elsewhere(var refusal) -> fail(failure, refusal.reason(), leftovers());
            case HubAnswer.Unknown(var reason, var throttled, var notBefore) ->
                    retry(reason, notBefore, !throttled);
        };
    }

    private RegistrationStep fail(RegistrationFailure failure, String reason, List<WorkItem> work) {
        var ended =
                operation
                        .progress()
                        .failing(OperationState.FAILED, failure)
                        .endedAs(OperationState.FAILED, circumstances.now());
        var failed =
                registration.next(
                        RegistrationStatus.FAILED,
                        operation.generation(),
                        operation.id(),
                        failure,
                        registration.assignment(),
                        circumstances.etag(),
                        circumstances.now());
        return new RegistrationStep(
                operation.with(ended),
                failed,
                Duration.ZERO,
                work,
                audit("registration.failed", reason));
    }

    private RegistrationStep retry(String reason, Duration notBefore, boolean countsAsAttempt) {
        if (operation.state().isFinal()) {
            throw misplaced();
        }
        var progress = operation.progress();
        var wait = Backoff.OPERATION.delay(progress.attempt(), circumstances.draw());
        var delay = wait.compareTo(notBefore) < 0 ? notBefore : wait;
        return new RegistrationStep(
                operation.with(countsAsAttempt ? progress.retried() : progress),
                null,
                delay,
                List.of(),
                audit("registration.waiting", reason));
    }

    /// What may stand in the hub though the operation ends: it never learned whether an earlier
    /// order was carried out, or not by its own worker. The clean-up looks, and removes only what
    /// this operation created.
    private List<WorkItem> leftovers() {
        return leftovers(operation, circumstances.now());
    }

    static List<WorkItem> leftovers(Operation operation, Instant now) {
        if (!operation.mayHaveWritten()) {
            return List.of();
        }
        var order = operation.settledPlan().order();
        return List.of(
                HubErrand.remove(operation.targetHub(), order.deviceId(), order.marker(), true)
                        .item(operation.scope(), now));
    }

    private WorkItem remove(Placement place, boolean onlyIfCreated) {
        return HubErrand.remove(
                        place.hub(),
                        place.deviceId(),
                        operation.settledPlan().order().marker(),
                        onlyIfCreated)
                .item(operation.scope(), circumstances.now());
    }

    private RegistrationStep step(Operation.Progress next, String action, String outcome) {
        return new RegistrationStep(
                operation.with(next), null, Duration.ZERO, List.of(), audit(action, outcome));
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

    private RegistrationFailure failureOr(RegistrationFailure otherwise) {
        @Nullable RegistrationFailure failure = operation.failure();
        return failure == null ? otherwise : failure;
    }

    private void require(boolean belongs) {
        if (!belongs) {
            throw misplaced();
        }
    }

    private IllegalStateException misplaced() {
        return new IllegalStateException("misplaced event in state " + operation.state());
    }
}
