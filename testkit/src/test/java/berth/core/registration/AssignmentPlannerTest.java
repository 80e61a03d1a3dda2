package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationQuestion;
import berth.core.allocation.HubConditions;
import berth.core.attestation.Attestation;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.CustomAllocationDefinition.OnFailure;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.InitialTwin;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.testkit.store.Copies;
import berth.testkit.store.Samples;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is decided about a device before anything leaves the house. Source: dps-service-api,
/// sections 8 and 9.
class AssignmentPlannerTest {
    private static final IdScope SCOPE = new IdScope("0neABCDEF01");
    private static final RegistrationId ID = new RegistrationId("meter-7");
    private static final HubHostName NORTH = new HubHostName("north.example");
    private static final HubHostName SOUTH = new HubHostName("south.example");
    private static final InitialTwin INITIAL = twin("initial");
    private static final InitialTwin GIVEN = twin("given");
    private static final ReprovisionPolicy MIGRATE = new ReprovisionPolicy(true, true);
    private static final ReprovisionPolicy RESET = new ReprovisionPolicy(true, false);
    private static final ReprovisionPolicy NEVER = new ReprovisionPolicy(false, false);

    private final Samples samples = new Samples(3);
    private List<HubHostName> linked = List.of(NORTH, SOUTH);
    private @Nullable DeviceId enrolledDeviceId;
    private String apiVersion = "2021-06-01";

    private static InitialTwin twin(String name) {
        return new InitialTwin(
                new JsonObject(Map.of("from", new JsonString(name))), JsonObject.EMPTY);
    }

    @Test
    void aFirstRegistrationStartsWithTheInitialTwin() {
        var plan = planned(NORTH, MIGRATE, null);

        assertThat(plan.hubs()).containsExactly(NORTH);
        assertThat(plan.order().twin()).isEqualTo(INITIAL);
        assertThat(plan.order().twinWrite()).isEqualTo(TwinWrite.KEEP);
        assertThat(plan.substatus()).isEqualTo(Substatus.INITIAL_ASSIGNMENT);
        assertThat(plan.former()).isNull();
    }

    @Test
    void aDeviceThatMovesTakesItsTwinAlong() {
        var plan = planned(SOUTH, MIGRATE, NORTH);

        assertThat(plan.capturesTwin()).isTrue();
        assertThat(plan.former()).isEqualTo(new Placement(NORTH, new DeviceId("meter-7")));
        assertThat(plan.order().twinWrite()).isEqualTo(TwinWrite.MIGRATE);
        assertThat(plan.substatus()).isEqualTo(Substatus.DEVICE_DATA_MIGRATED);
    }

    @Test
    void aDeviceThatIsResetStartsWithTheInitialTwinWhetherItMovesOrNot() {
        for (var former : List.of(NORTH, SOUTH)) {
            var plan = planned(SOUTH, RESET, former);

            assertThat(plan.capturesTwin()).isFalse();
            assertThat(plan.order().twinWrite()).isEqualTo(TwinWrite.RESET);
            assertThat(plan.order().twin()).isEqualTo(INITIAL);
            assertThat(plan.substatus()).isEqualTo(Substatus.DEVICE_DATA_RESET);
        }
    }

    @Test
    void aDeviceThatComesBackToItsHubKeepsItsTwin() {
        var plan = planned(NORTH, MIGRATE, NORTH);

        assertThat(plan.order().twinWrite()).isEqualTo(TwinWrite.KEEP);
        assertThat(plan.substatus()).isEqualTo(Substatus.REPROVISIONED_TO_INITIAL_ASSIGNMENT);
        assertThat(plan.former()).isNull();
    }

    @Test
    void neverReprovisioningKeepsTheHubWhateverThePolicyWouldChoose() {
        var plan = planned(SOUTH, NEVER, NORTH);

        assertThat(plan.hubs()).containsExactly(NORTH);
        assertThat(plan.substatus()).isEqualTo(Substatus.INITIAL_ASSIGNMENT);
    }

    @Test
    void neverReprovisioningFromAHubThatIsUnlinkedFailsAndSaysWhy() {
        linked = List.of(SOUTH);

        assertThat(impossible(settle(SOUTH, NEVER, NORTH)))
                .satisfies(
                        failure -> {
                            assertThat(failure.error()).isEqualTo(ServiceError.NO_HUB_AVAILABLE);
                            assertThat(failure.message()).contains(NORTH.value());
                        });
    }

    @Test
    void withoutAPolicyOldDevicesStayAndNewOnesMove() {
        apiVersion = "2018-04-01";
        assertThat(planned(SOUTH, null, NORTH).hubs()).containsExactly(NORTH);
        apiVersion = "2018-11-01";
        assertThat(planned(SOUTH, null, NORTH).hubs()).containsExactly(SOUTH);
        apiVersion = "2018-04-01";
        assertThat(planned(SOUTH, MIGRATE, NORTH).hubs()).containsExactly(SOUTH);
    }

    @Test
    void aTwinInAHubThatIsUnlinkedIsLostAndTheDeviceStartsAnew() {
        linked = List.of(SOUTH);
        var plan = planned(SOUTH, MIGRATE, NORTH);

        assertThat(plan.capturesTwin()).isFalse();
        assertThat(plan.order().twinWrite()).isEqualTo(TwinWrite.RESET);
        assertThat(plan.substatus()).isEqualTo(Substatus.DEVICE_DATA_RESET);
    }

    @Test
    void aNewDeviceIdInTheEnrollmentIsAMoveWithinTheHub() {
        enrolledDeviceId = new DeviceId("pump-1");
        var plan = planned(NORTH, MIGRATE, NORTH);

        assertThat(plan.order().deviceId()).isEqualTo(new DeviceId("pump-1"));
        assertThat(plan.former()).isEqualTo(new Placement(NORTH, new DeviceId("meter-7")));
        assertThat(plan.capturesTwin()).isTrue();
    }

    @Test
    void behindTheChosenHubStandsWhatWouldBeChosenWithoutIt() {
        var plan =
                settled(
                        plan(
                                settings(AllocationPolicy.EVENLY_WEIGHTED, null, MIGRATE, null),
                                null));

        assertThat(plan.hubs()).containsExactlyInAnyOrder(NORTH, SOUTH);
    }

    @Test
    void theFunctionIsAskedWithWhatTheDeviceIsAndWhereItIs() {
        var outcome = plan(custom(OnFailure.REFUSE, MIGRATE), NORTH);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AssignmentPlanner.Outcome.Ask.class,
                        ask -> {
                            var question = ask.question();
                            assertThat(question.linkedHubs()).containsExactly(NORTH, SOUTH);
                            assertThat(question.currentHub()).isEqualTo(NORTH);
                            assertThat(question.currentDeviceId())
                                    .isEqualTo(new DeviceId("meter-7"));
                            assertThat(question.payload()).isEqualTo(Samples.json());
                            assertThat(question.proof())
                                    .isEqualTo(
                                            new CustomAllocationQuestion.DeviceProof
                                                    .SymmetricKey());
                        });
    }

    @Test
    void theFunctionsHubTwinAndPayloadCount() {
        var payload = new JsonObject(Map.of("room", new JsonString("12")));
        var plan =
                answered(
                        custom(OnFailure.REFUSE, MIGRATE),
                        null,
                        new CustomAllocationAnswer.Decided(SOUTH, GIVEN, payload));

        assertThat(plan.hubs()).containsExactly(SOUTH);
        assertThat(plan.order().twin()).isEqualTo(GIVEN);
        assertThat(plan.payload()).isEqualTo(payload);
        assertThat(plan.fallback()).isNull();
    }

    @Test
    void theFunctionsTwinGoesBeforeMigrationAndLeavesReportedPropertiesToIt() {
        var plan =
                answered(
                        custom(OnFailure.REFUSE, MIGRATE),
                        NORTH,
                        new CustomAllocationAnswer.Decided(SOUTH, GIVEN, null));

        assertThat(plan.capturesTwin()).isTrue();
        assertThat(plan.twinDecided()).isTrue();
        assertThat(plan.order().twin()).isEqualTo(GIVEN);
        assertThat(plan.order().twinWrite()).isEqualTo(TwinWrite.MIGRATE);
    }

    @Test
    void theFunctionsTwinIsWrittenToADeviceThatStaysAsWell() {
        var plan =
                answered(
                        custom(OnFailure.REFUSE, MIGRATE),
                        NORTH,
                        new CustomAllocationAnswer.Decided(NORTH, GIVEN, null));

        assertThat(plan.order().twinWrite()).isEqualTo(TwinWrite.MIGRATE);
        assertThat(plan.order().twin()).isEqualTo(GIVEN);
        assertThat(plan.order().reported()).isNull();
    }

    @Test
    void aFunctionThatLeavesTheHubOutOnlyDecorates() {
        var plan =
                answered(
                        custom(OnFailure.REFUSE, MIGRATE),
                        null,
                        new CustomAllocationAnswer.Decided(null, GIVEN, null));

        assertThat(plan.hubs()).containsExactlyInAnyOrder(NORTH, SOUTH);
        assertThat(plan.order().twin()).isEqualTo(GIVEN);
        assertThat(plan.fallback()).isNull();
    }

    @Test
    void aFunctionThatFailsRefusesTheDeviceUnlessItsEnrollmentFallsBack() {
        var failed =
                new CustomAllocationAnswer.Failed(
                        ServiceError.CUSTOM_ALLOCATION_FAILED,
                        "Custom allocation failed",
                        "503",
                        true);

        assertThat(impossible(planner(custom(OnFailure.REFUSE, MIGRATE), null).answered(failed)))
                .extracting(RegistrationFailure::error)
                .isEqualTo(ServiceError.CUSTOM_ALLOCATION_FAILED);
        var plan = answered(custom(OnFailure.FALL_BACK, MIGRATE), null, failed);
        assertThat(plan.hubs()).containsExactlyInAnyOrder(NORTH, SOUTH);
        assertThat(plan.order().twin()).isEqualTo(INITIAL);
        assertThat(plan.fallback()).isEqualTo("503");
    }

    private AssignmentPlan planned(
            HubHostName target, @Nullable ReprovisionPolicy policy, @Nullable HubHostName former) {
        return settled(plan(settings(AllocationPolicy.STATIC, target, policy, null), former));
    }

    private OperationEvent settle(
            HubHostName target, ReprovisionPolicy policy, HubHostName former) {
        var outcome = plan(settings(AllocationPolicy.STATIC, target, policy, null), former);
        assertThat(outcome).isInstanceOf(AssignmentPlanner.Outcome.Settled.class);
        return ((AssignmentPlanner.Outcome.Settled) outcome).event();
    }

    private AssignmentPlan answered(
            EnrollmentSettings settings,
            @Nullable HubHostName former,
            CustomAllocationAnswer answer) {
        return plan(planner(settings, former).answered(answer));
    }

    private static AssignmentPlan settled(AssignmentPlanner.Outcome outcome) {
        assertThat(outcome).isInstanceOf(AssignmentPlanner.Outcome.Settled.class);
        return plan(((AssignmentPlanner.Outcome.Settled) outcome).event());
    }

    private static AssignmentPlan plan(OperationEvent event) {
        assertThat(event).isInstanceOf(OperationEvent.Planned.class);
        return ((OperationEvent.Planned) event).plan();
    }

    private static RegistrationFailure impossible(OperationEvent event) {
        assertThat(event).isInstanceOf(OperationEvent.Impossible.class);
        return ((OperationEvent.Impossible) event).failure();
    }

    private static EnrollmentSettings custom(OnFailure onFailure, ReprovisionPolicy policy) {
        return settings(
                AllocationPolicy.CUSTOM,
                null,
                policy,
                new CustomAllocationDefinition(
                        "https://fn.example/pick?code=s", "2021-10-01", onFailure));
    }

    private static EnrollmentSettings settings(
            AllocationPolicy allocation,
            @Nullable HubHostName target,
            @Nullable ReprovisionPolicy policy,
            @Nullable CustomAllocationDefinition function) {
        return new EnrollmentSettings(
                null,
                false,
                INITIAL,
                policy,
                allocation,
                target == null ? null : List.of(target),
                null,
                function);
    }

    private AssignmentPlanner.Outcome plan(
            EnrollmentSettings settings, @Nullable HubHostName former) {
        return planner(settings, former).plan();
    }

    private AssignmentPlanner planner(EnrollmentSettings settings, @Nullable HubHostName former) {
        var enrollment =
                new IndividualEnrollment(
                        SCOPE,
                        ID,
                        "meter-7",
                        enrolledDeviceId,
                        new Attestation.SymmetricKey(samples.keys()),
                        settings,
                        null,
                        samples.etag(),
                        Samples.NOW,
                        Samples.NOW);
        var base = samples.command(SCOPE, "meter-7");
        var command =
                new RegisterCommand(
                        SCOPE,
                        ID,
                        "meter-7",
                        base.evidence(),
                        apiVersion,
                        base.payload(),
                        base.caller());
        var request = samples.request(command, samples.proven(enrollment), ByteString.sha256());
        var decision =
                (Admission.Decision.Open)
                        Admission.decide(
                                new RegistrationStore.Current(null, null, null, Samples.NOW),
                                request,
                                samples.ticket("node-1"));
        var registration = assigned(decision.registration(), former);
        return new AssignmentPlanner(
                decision.operation(), registration, enrollment, instance(), HubConditions.NONE);
    }

    private ServiceInstance instance() {
        var hubs = new ArrayList<LinkedHub>();
        linked.forEach(name -> hubs.add(LinkedHub.embedded(name)));
        return new ServiceInstance(
                SCOPE,
                "test",
                new HostName("dps.example"),
                new HostName("dps.example"),
                AllocationPolicy.EVENLY_WEIGHTED,
                List.of(),
                hubs,
                samples.etag());
    }

    private static Registration assigned(Registration row, @Nullable HubHostName former) {
        return Copies.of(row)
                .assignment(
                        former == null
                                ? null
                                : new Registration.Assignment(
                                        new Placement(former, new DeviceId("meter-7")),
                                        Substatus.INITIAL_ASSIGNMENT,
                                        null,
                                        null,
                                        null,
                                        null))
                .registration();
    }
}
