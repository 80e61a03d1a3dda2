package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.HubConditions;
import berth.core.attestation.Attestation;
import berth.core.attestation.Verdict;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryEnrollmentStore;
import berth.testkit.store.InMemoryInstanceStore;
import berth.testkit.store.InMemoryRegistrationStore;
import berth.testkit.store.MovableClock;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// One registration, from its admission to its end, over fakes of everything outside.
class AssignDeviceTest {
    private static final IdScope SCOPE = new IdScope("0neABCDEF01");
    private static final RegistrationId ID = new RegistrationId("meter-7");
    private static final HubHostName HUB = new HubHostName("hub.example");
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final MovableClock clock = new MovableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final InMemoryAuditLog audit = new InMemoryAuditLog();
    private final InMemoryEnrollmentStore enrollments = new InMemoryEnrollmentStore(audit);
    private final InMemoryInstanceStore instances = new InMemoryInstanceStore(audit);
    private final InMemoryRegistrationStore registrations =
            new InMemoryRegistrationStore(clock, audit);
    private final Samples samples = new Samples(7);
    private final ScriptedRegistry hub = new ScriptedRegistry();
    private final AssignDevice assign =
            new AssignDevice(
                    enrollments,
                    instances,
                    registrations,
                    new AssignDevice.Outside(
                            _ -> hub,
                            _ -> HubConditions.NONE,
                            _ -> {
                                throw new IllegalStateException("no function");
                            }),
                    new Random(11),
                    () -> clock.instant().toEpochMilli() * 1_000_000,
                    "node-1");

    /// A hub that answers what it was told to and keeps what it was asked.
    private static final class ScriptedRegistry implements HubRegistry {
        private final Deque<HubAnswer> answers = new ArrayDeque<>();
        private final List<DeviceOrder> orders = new ArrayList<>();
        private final List<DeviceId> removed = new ArrayList<>();
        private Runnable beforeAnswer = () -> {};

        @Override
        public HubAnswer provision(DeviceOrder order) {
            orders.add(order);
            beforeAnswer.run();
            return answers.isEmpty() ? new HubAnswer.Done(true) : answers.pop();
        }

        @Override
        public Optional<DeviceIdentity> find(DeviceId deviceId) {
            return Optional.empty();
        }

        @Override
        public Optional<DeviceTwin> twin(DeviceId deviceId) {
            return Optional.empty();
        }

        @Override
        public HubAnswer remove(DeviceRemoval removal) {
            removed.add(removal.deviceId());
            return new HubAnswer.Done(false);
        }

        @Override
        public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
            return new HubAnswer.Done(false);
        }
    }

    @Test
    void aDeviceIsAssignedAndTheHubHasItsOrder() {
        linkHub();
        var operation = admit(enroll(ProvisioningStatus.ENABLED));

        assertThat(run(operation)).isEqualTo(AssignDevice.Outcome.FINISHED);

        assertThat(registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(registration().assignedHub()).isEqualTo(HUB);
        assertThat(hub.orders)
                .singleElement()
                .satisfies(
                        order -> {
                            assertThat(order.deviceId()).isEqualTo(new DeviceId("meter-7"));
                            assertThat(order.marker().operation()).isEqualTo(operation.id());
                        });
    }

    @Test
    void anUnknownAnswerIsRepeatedWithTheSameOrderAfterAWait() {
        linkHub();
        hub.answers.add(new HubAnswer.Unknown("torn", false, Duration.ZERO));
        var operation = admit(enroll(ProvisioningStatus.ENABLED));

        assertThat(run(operation)).isEqualTo(AssignDevice.Outcome.WAITING);
        assertThat(registrations.claim("node-1", LEASE, 10).operations()).isEmpty();
        clock.pass(Duration.ofSeconds(2));
        var claimed = registrations.claim("node-2", LEASE, 10).operations();
        assertThat(claimed).hasSize(1);
        assertThat(run(claimed.getFirst())).isEqualTo(AssignDevice.Outcome.FINISHED);

        assertThat(hub.orders).hasSize(2);
        assertThat(hub.orders.get(1)).isEqualTo(hub.orders.get(0));
        assertThat(registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
    }

    @Test
    void aDisabledEnrollmentEndsAsDisabledWithoutACallToAnyHub() {
        linkHub();
        var operation = admit(enroll(ProvisioningStatus.DISABLED));

        assertThat(operation.state()).isEqualTo(OperationState.FAILED);
        assertThat(registration().status()).isEqualTo(RegistrationStatus.DISABLED);
        assertThat(hub.orders).isEmpty();
    }

    /// What this operation made is removed again: a refusal leaves nothing behind.
    @Test
    void anEnrollmentDisabledMidFlightTakesTheIdentityWithIt() {
        linkHub();
        var enrollment = enroll(ProvisioningStatus.ENABLED);
        hub.beforeAnswer = () -> enroll(ProvisioningStatus.DISABLED);

        run(admit(enrollment));

        assertThat(registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(hub.removed).containsExactly(new DeviceId("meter-7"));
    }

    @Test
    void aRegistrationDeletedMidFlightIsAbandoned() {
        linkHub();
        hub.beforeAnswer =
                () ->
                        registrations.changeRegistration(
                                SCOPE,
                                ID,
                                _ ->
                                        new RegistrationChange.Remove<>(
                                                true,
                                                List.of(),
                                                Samples.event(SCOPE, "deleted", ID.value())));
        var operation = admit(enroll(ProvisioningStatus.ENABLED));

        assertThat(run(operation)).isEqualTo(AssignDevice.Outcome.ABANDONED);

        assertThat(registrations.registration(SCOPE, ID)).isEmpty();
        assertThat(registrations.operation(SCOPE, operation.id()).orElseThrow().state())
                .isEqualTo(OperationState.CANCELLED);
    }

    @Test
    void withoutALinkedHubTheDeviceReadsWhy() {
        instances.put(instance(List.of()));

        run(admit(enroll(ProvisioningStatus.ENABLED)));

        assertThat(registration().failure())
                .satisfies(
                        failure -> {
                            assertThat(failure.error()).isEqualTo(ServiceError.NO_HUB_AVAILABLE);
                            assertThat(failure.message()).contains("no hub is linked");
                        });
    }

    @Test
    void aRefusalOfTheHubIsFinal() {
        linkHub();
        hub.answers.add(
                new HubAnswer.Refused(Refusal.of(ServiceError.HUB_UNAUTHORIZED, "key rotated")));

        run(admit(enroll(ProvisioningStatus.ENABLED)));

        assertThat(registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(hub.orders).hasSize(1);
    }

    @Test
    void patienceEndsAtTheDeadline() {
        linkHub();
        var operation = admit(enroll(ProvisioningStatus.ENABLED));
        clock.pass(Admission.DEADLINE.plusSeconds(31));
        var claimed = registrations.claim("node-2", LEASE, 10).operations();

        run(claimed.getFirst());

        assertThat(claimed.getFirst().id()).isEqualTo(operation.id());
        assertThat(registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(hub.orders).isEmpty();
    }

    @Test
    void withTooLittleOfTheLeaseLeftNothingLeavesTheHouse() {
        linkHub();
        var operation = admit(enroll(ProvisioningStatus.ENABLED));
        var held = held(operation);
        clock.pass(Duration.ofSeconds(16));

        assertThat(assign.run(held)).isEqualTo(AssignDevice.Outcome.ABANDONED);
        assertThat(hub.orders).isEmpty();
    }

    @Test
    void whoLostTheLeaseWritesNothing() {
        linkHub();
        var operation = admit(enroll(ProvisioningStatus.ENABLED));
        clock.pass(LEASE.plusSeconds(1));
        var other = registrations.claim("node-2", LEASE, 10).operations().getFirst();

        assertThat(assign.run(held(operation))).isEqualTo(AssignDevice.Outcome.ABANDONED);
        assertThat(hub.orders).isEmpty();
        assertThat(run(other)).isEqualTo(AssignDevice.Outcome.FINISHED);
        assertThat(hub.orders).hasSize(1);
    }

    @Test
    void aSecondRegistrationStaysWithItsHubAndSaysSo() {
        linkHub();
        var enrollment = enroll(ProvisioningStatus.ENABLED);
        run(admit(enrollment));
        run(admit(enrollment));

        assertThat(registration().generation()).isEqualTo(2);
        assertThat(registration().substatus())
                .isEqualTo(Substatus.REPROVISIONED_TO_INITIAL_ASSIGNMENT);
        assertThat(hub.orders).hasSize(2);
        assertThat(hub.orders.get(1).marker().newerThan(hub.orders.get(0).marker())).isTrue();
    }

    private void linkHub() {
        instances.put(instance(List.of(LinkedHub.embedded(HUB))));
    }

    private ServiceInstance instance(List<LinkedHub> hubs) {
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

    private IndividualEnrollment enroll(ProvisioningStatus status) {
        var enrollment =
                new IndividualEnrollment(
                        SCOPE,
                        ID,
                        "meter-7",
                        null,
                        new Attestation.SymmetricKey(samples.keys()),
                        EnrollmentSettings.NONE.with(status),
                        null,
                        samples.etag(),
                        clock.instant(),
                        clock.instant());
        enrollments.put(enrollment);
        return enrollment;
    }

    private Operation admit(IndividualEnrollment enrollment) {
        var proven =
                new Verdict.Proven(
                        enrollment,
                        new DeviceAuthentication.SymmetricKeys(samples.keys()),
                        ByteString.EMPTY);
        var command = samples.command(SCOPE, "meter-7");
        var ticket = samples.ticket("node-1");
        return registrations
                .admit(
                        SCOPE,
                        ID,
                        current ->
                                Admission.decide(
                                        current,
                                        samples.request(command, proven, ByteString.EMPTY),
                                        ticket))
                .operation();
    }

    private AssignDevice.Outcome run(Operation operation) {
        return assign.run(held(operation));
    }

    private AssignDevice.Held held(Operation operation) {
        return new AssignDevice.Held(
                operation, clock.instant(), clock.instant().toEpochMilli() * 1_000_000);
    }

    private Registration registration() {
        return registrations.registration(SCOPE, ID).orElseThrow();
    }
}
