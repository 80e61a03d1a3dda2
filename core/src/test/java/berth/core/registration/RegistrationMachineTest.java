package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.enrollment.EnrollmentKey;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceOrder;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinData;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.work.HubErrand;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class RegistrationMachineTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final IdScope SCOPE = new IdScope("0neABCDEF01");
    private static final RegistrationId ID = new RegistrationId("dev-01");
    private static final OperationId OPERATION = new OperationId("4.00.aa");
    private static final HubHostName HUB = new HubHostName("hub.example");
    private static final HubHostName NEXT_HUB = new HubHostName("next.example");
    private static final HubMarker MARKER = HubMarker.of(SCOPE, 1, OPERATION);
    private static final RegistrationFailure FAILURE =
            new RegistrationFailure(ServiceError.NO_HUB_AVAILABLE, "no hub");

    @Test
    void theStraightWayLeadsFromAdmittedToAssigned() {
        var planned = next(operation(OperationState.ADMITTED, null), planned(null));
        assertThat(planned.operation().state()).isEqualTo(OperationState.PLANNED);
        assertThat(planned.registration()).isNull();

        var ready = next(planned.operation(), answered(new HubAnswer.Done(true)));
        assertThat(ready.operation().state()).isEqualTo(OperationState.HUB_READY);
        assertThat(ready.operation().progress().createdInHub()).isTrue();

        var done = next(ready.operation(), new OperationEvent.FinalCheckPassed());
        assertThat(done.operation().state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(done.operation().finishedAt()).isEqualTo(NOW);
        assertThat(done.registration())
                .satisfies(
                        row -> {
                            assertThat(row.status()).isEqualTo(RegistrationStatus.ASSIGNED);
                            assertThat(row.assignedHub()).isEqualTo(HUB);
                            assertThat(row.deviceId()).isEqualTo(new DeviceId("dev-01"));
                            assertThat(row.substatus()).isEqualTo(Substatus.INITIAL_ASSIGNMENT);
                        });
        assertThat(done.work()).isEmpty();
    }

    @Test
    void theFormerHubIsCleanedUpInTheTransactionOfTheMove() {
        var former = new HubHostName("old.example");
        var ready = operation(OperationState.HUB_READY, plan(former));

        var step =
                RegistrationMachine.next(
                        ready,
                        registration(former),
                        new OperationEvent.FinalCheckPassed(),
                        circumstances());

        assertThat(step.work())
                .singleElement()
                .satisfies(
                        item -> {
                            assertThat(item.kind()).isEqualTo(WorkItem.Kind.HUB_CLEANUP);
                            assertThat(item.key()).isEqualTo("old.example/dev-01/1");
                        });
    }

    @Test
    void anAnswerThatIsUnknownIsTriedAgainWithTheSamePlan() {
        var planned = operation(OperationState.PLANNED, plan(null));

        var step = next(planned, answered(new HubAnswer.Unknown("torn", false, Duration.ZERO)));

        assertThat(step.operation().state()).isEqualTo(OperationState.PLANNED);
        assertThat(step.operation().plan()).isEqualTo(planned.plan());
        assertThat(step.operation().progress().attempt()).isEqualTo(1);
        assertThat(step.delay()).isPositive();
    }

    @Test
    void throttlingUsesUpNoAttemptAndIsObeyed() {
        var planned = operation(OperationState.PLANNED, plan(null));
        var patience = Duration.ofSeconds(45);

        var step = next(planned, answered(new HubAnswer.Unknown("429", true, patience)));

        assertThat(step.operation().progress().attempt()).isZero();
        assertThat(step.delay()).isEqualTo(patience);
    }

    @Test
    void aRefusalOfTheHubFailsTheRegistrationWithTheReason() {
        var refusal = Refusal.explained(ServiceError.HUB_UNAUTHORIZED, "key rotated");

        var step =
                next(
                        operation(OperationState.PLANNED, plan(null)),
                        answered(new HubAnswer.Refused(refusal)));

        assertThat(step.operation().state()).isEqualTo(OperationState.FAILED);
        assertThat(step.registration())
                .satisfies(
                        row -> {
                            assertThat(row.status()).isEqualTo(RegistrationStatus.FAILED);
                            assertThat(row.failure())
                                    .isEqualTo(
                                            new RegistrationFailure(
                                                    ServiceError.HUB_UNAUTHORIZED,
                                                    refusal.shown()));
                        });
    }

    @Test
    void whatThisOperationMadeIsRemovedWhenTheEnrollmentIsGone() {
        var ready = created(operation(OperationState.HUB_READY, plan(null)));

        var unwinding = next(ready, new OperationEvent.Impossible(FAILURE, "gone"));
        assertThat(unwinding.operation().state()).isEqualTo(OperationState.UNWINDING);

        var removed =
                next(unwinding.operation(), new OperationEvent.Removed(new HubAnswer.Done(false)));
        assertThat(removed.operation().state()).isEqualTo(OperationState.FAILED);
        assertThat(removed.operation().failure()).isEqualTo(FAILURE);
        // A write of an earlier try may still bring it back.
        assertThat(removed.work())
                .extracting(WorkItem::kind)
                .containsExactly(WorkItem.Kind.HUB_CLEANUP);
    }

    @Test
    void whatWasThereBeforeIsNotRemoved() {
        var takenOver = operation(OperationState.HUB_READY, plan(null));

        var step = next(takenOver, new OperationEvent.Impossible(FAILURE, "gone"));

        assertThat(step.operation().state()).isEqualTo(OperationState.FAILED);
        assertThat(step.work()).isEmpty();
    }

    @Test
    void aFailureAfterAnUnknownAnswerLeavesACleanUp() {
        var tried =
                next(
                                operation(OperationState.PLANNED, plan(null)),
                                answered(new HubAnswer.Unknown("lost", false, Duration.ZERO)))
                        .operation();

        var step = next(tried, new OperationEvent.Impossible(FAILURE, "deadline"));

        assertThat(step.operation().state()).isEqualTo(OperationState.FAILED);
        assertThat(step.work()).hasSize(1);
    }

    /// A worker that died may have written before it died: nobody counts such tries.
    @Test
    void aFailureAfterAPlanAlwaysLeavesACleanUpOfWhatThisOperationCreated() {
        var step =
                next(
                        operation(OperationState.PLANNED, plan(null)),
                        new OperationEvent.Impossible(FAILURE, "deadline"));

        assertThat(step.work())
                .singleElement()
                .satisfies(
                        item ->
                                assertThat(HubErrand.of(item.detail()))
                                        .contains(
                                                HubErrand.remove(
                                                        HUB,
                                                        new DeviceId("dev-01"),
                                                        MARKER,
                                                        true)));
    }

    @Test
    void aMoveWithDataReadsTheOldTwinBeforeItWritesTheNewOne() {
        var planned = operation(OperationState.PLANNED, moving());
        var twin =
                new TwinData(
                        new JsonObject(Map.of("site", new JsonString("north"))),
                        JsonObject.EMPTY,
                        new JsonObject(Map.of("fw", new JsonString("7"))));

        assertThatThrownBy(() -> next(planned, answered(new HubAnswer.Done(true))))
                .isInstanceOf(IllegalStateException.class);
        var captured = next(planned, new OperationEvent.Captured(twin)).operation();

        assertThat(captured.state()).isEqualTo(OperationState.CAPTURED);
        assertThat(captured.plan()).isEqualTo(planned.plan());
        assertThat(captured.order().twinWrite()).isEqualTo(DeviceOrder.TwinWrite.MIGRATE);
        assertThat(captured.order().twin().tags()).isEqualTo(twin.tags());
        assertThat(captured.order().reported()).isEqualTo(twin.reported());
        assertThat(next(captured, answered(new HubAnswer.Done(true))).operation().state())
                .isEqualTo(OperationState.HUB_READY);
    }

    @Test
    void aHubThatIsFullPassesTheDeviceOnToTheNextOfThePlan() {
        var full = new HubAnswer.Elsewhere(Refusal.of(ServiceError.NO_HUB_AVAILABLE, "full"));
        var planned = operation(OperationState.PLANNED, plan(null));

        var turned = next(planned, answered(full));
        assertThat(turned.operation().state()).isEqualTo(OperationState.PLANNED);
        assertThat(turned.operation().plan()).isEqualTo(planned.plan());
        assertThat(turned.operation().targetHub()).isEqualTo(NEXT_HUB);

        var failed = next(turned.operation(), answered(full));
        assertThat(failed.operation().state()).isEqualTo(OperationState.FAILED);
    }

    @Test
    void anAssignmentWithoutTheFunctionsWordIsQueuedAndTheNextWithItSettlesTheQueue() {
        var fallback =
                new AssignmentPlan(
                        List.of(HUB),
                        plan(null).order(),
                        "fallback",
                        Substatus.INITIAL_ASSIGNMENT,
                        null,
                        false,
                        false,
                        null,
                        "function away");

        var marked =
                next(
                        operation(OperationState.HUB_READY, fallback),
                        new OperationEvent.FinalCheckPassed());

        assertThat(marked.work())
                .extracting(WorkItem::kind)
                .containsExactly(WorkItem.Kind.RECONCILIATION);
        var later =
                RegistrationMachine.next(
                        operation(OperationState.HUB_READY, plan(null)),
                        registration(HUB, "function away"),
                        new OperationEvent.FinalCheckPassed(),
                        circumstances());
        assertThat(later.work()).isEmpty();
        assertThat(later.settled()).containsExactly(marked.work().getFirst().name());
    }

    @Test
    void aFailureKeepsTheFormerAssignment() {
        var former = new HubHostName("old.example");
        var registration = registration(former);

        var step =
                RegistrationMachine.next(
                        operation(OperationState.ADMITTED, null),
                        registration,
                        new OperationEvent.Impossible(FAILURE, "no hub"),
                        circumstances());

        assertThat(step.registration())
                .satisfies(
                        row -> {
                            assertThat(row.status()).isEqualTo(RegistrationStatus.FAILED);
                            assertThat(row.assignedHub()).isEqualTo(former);
                        });
    }

    @Test
    void everyStepLeavesOneAuditEntryOfItsOperation() {
        var step = next(operation(OperationState.ADMITTED, null), planned(null));

        assertThat(step.audit().correlationId()).isEqualTo(OPERATION.value());
        assertThat(step.audit().scope()).isEqualTo(SCOPE.value());
    }

    @Test
    void anEventThatDoesNotBelongToTheStateIsABug() {
        var admitted = operation(OperationState.ADMITTED, null);

        assertThatThrownBy(() -> next(admitted, new OperationEvent.FinalCheckPassed()))
                .isInstanceOf(IllegalStateException.class);
        var ended = operation(OperationState.SUCCEEDED, plan(null));
        assertThatThrownBy(() -> next(ended, new OperationEvent.Impossible(FAILURE, "late")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static RegistrationStep next(Operation operation, OperationEvent event) {
        return RegistrationMachine.next(operation, registration(null), event, circumstances());
    }

    private static RegistrationMachine.Circumstances circumstances() {
        return new RegistrationMachine.Circumstances(NOW, 0.5, new ETag("next"), "node-1");
    }

    private static OperationEvent planned(@Nullable HubHostName former) {
        return new OperationEvent.Planned(plan(former));
    }

    private static OperationEvent answered(HubAnswer answer) {
        return new OperationEvent.HubAnswered(answer);
    }

    private static AssignmentPlan plan(@Nullable HubHostName former) {
        return new AssignmentPlan(
                List.of(HUB, NEXT_HUB),
                new DeviceOrder(
                        new DeviceId("dev-01"),
                        new DeviceAuthentication.None(),
                        false,
                        InitialTwin.EMPTY,
                        DeviceOrder.TwinWrite.KEEP,
                        MARKER),
                "test",
                Substatus.INITIAL_ASSIGNMENT,
                former == null ? null : new Placement(former, new DeviceId("dev-01")),
                false,
                false,
                null,
                null);
    }

    private static AssignmentPlan moving() {
        var plan = plan(new HubHostName("old.example"));
        return new AssignmentPlan(
                plan.hubs(),
                plan.order(),
                plan.reason(),
                Substatus.DEVICE_DATA_MIGRATED,
                plan.former(),
                true,
                false,
                null,
                null);
    }

    private static Operation created(Operation row) {
        return row.with(row.progress().hubReady(true));
    }

    private static Operation operation(OperationState state, @Nullable AssignmentPlan plan) {
        return new Operation(
                new Operation.Intake(
                        OPERATION,
                        SCOPE,
                        ID,
                        "dev-01",
                        1,
                        new EnrollmentKey.Individual(ID),
                        new ETag("e"),
                        new DeviceAuthentication.None(),
                        new DeviceProof.SymmetricKey(),
                        ByteString.EMPTY,
                        "2019-03-31",
                        null,
                        NOW.plus(Admission.DEADLINE),
                        NOW,
                        null),
                new Operation.Progress(state, plan, 0, null, false, 0, null, null),
                NOW,
                new Lease("node-1", NOW.plusSeconds(30), 1));
    }

    private static Registration registration(@Nullable HubHostName assignedHub) {
        return registration(assignedHub, null);
    }

    private static Registration registration(
            @Nullable HubHostName assignedHub, @Nullable String fallback) {
        return new Registration(
                SCOPE,
                ID,
                "dev-01",
                new EnrollmentKey.Individual(ID),
                RegistrationStatus.ASSIGNING,
                1,
                OPERATION,
                ByteString.EMPTY,
                null,
                assignedHub == null
                        ? null
                        : new Registration.Assignment(
                                new Placement(assignedHub, new DeviceId("dev-01")),
                                Substatus.INITIAL_ASSIGNMENT,
                                null,
                                new ETag("e"),
                                fallback,
                                null),
                null,
                null,
                new ETag("r"),
                NOW,
                NOW);
    }
}
