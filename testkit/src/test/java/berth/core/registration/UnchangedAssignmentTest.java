package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.HubConditions;
import berth.core.attestation.Attestation;
import berth.core.attestation.Verdict;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubLink;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.HubUnreachable;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.testkit.store.Copies;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryInstanceStore;
import berth.testkit.store.InMemoryRegistrationStore;
import berth.testkit.store.MovableClock;
import berth.testkit.store.Samples;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// When a device that asks again is told its assignment without any hub being written. Source:
/// reliability, section 11 point 8.
class UnchangedAssignmentTest {
    private static final IdScope SCOPE = new IdScope("0neABCDEF01");
    private static final RegistrationId ID = new RegistrationId("meter-7");
    private static final DeviceId DEVICE = new DeviceId("meter-7");
    private static final HubHostName EMBEDDED = new HubHostName("embedded.example");
    private static final HubHostName REMOTE = new HubHostName("remote.example");
    private static final ByteString CREDENTIAL = ByteString.sha256((byte) 1);

    private final MovableClock clock = new MovableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final InMemoryAuditLog audit = new InMemoryAuditLog();
    private final InMemoryInstanceStore instances = new InMemoryInstanceStore(audit);
    private final InMemoryRegistrationStore registrations =
            new InMemoryRegistrationStore(clock, audit);
    private final Samples samples = new Samples(5);
    private final SymmetricKeys keys = samples.keys();
    private @Nullable HubConditions conditions;
    private Optional<DeviceIdentity> identity = Optional.empty();
    private boolean hubIsAway;
    private int asked;
    private IndividualEnrollment enrollment = enrollment(EMBEDDED, null, null);

    private final UnchangedAssignment unchanged =
            new UnchangedAssignment(
                    registrations,
                    instances,
                    _ -> new Hub(),
                    _ -> conditions == null ? HubConditions.NONE : conditions,
                    clock);

    @BeforeEach
    void assigned() {
        link(EMBEDDED, REMOTE);
        identity = Optional.of(identity(keys, true));
        assign(EMBEDDED);
    }

    @Test
    void aDeviceWhoseIdentityStandsIsConfirmed() {
        assertThat(confirmed()).contains(row().etag());
    }

    @Test
    void aDeviceThatNeverRegisteredIsNot() {
        assertThat(unchanged.of(samples.command(SCOPE, "other"), proven())).isEmpty();
    }

    @Test
    void anIdentityThatIsGoneDisabledOrOfAnotherKeyIsNot() {
        identity = Optional.empty();
        assertThat(confirmed()).isEmpty();
        identity = Optional.of(identity(keys, false));
        assertThat(confirmed()).isEmpty();
        identity = Optional.of(identity(samples.keys(), true));
        assertThat(confirmed()).isEmpty();
    }

    @Test
    void aHubThatCannotTellIsAskedAgainByAnOperation() {
        hubIsAway = true;

        assertThat(confirmed()).isEmpty();
    }

    @Test
    void anotherCredentialOrAChangedEnrollmentIsNot() {
        var other = new Verdict.Proven(enrollment, authentication(), ByteString.EMPTY);
        assertThat(unchanged.of(samples.command(SCOPE, "meter-7"), other)).isEmpty();

        enrollment = enrollment(EMBEDDED, null, null);
        assertThat(confirmed()).isEmpty();
    }

    @Test
    void aResetIsDoneEachTime() {
        enrollAndAssign(enrollment(EMBEDDED, new ReprovisionPolicy(true, false), null));

        assertThat(confirmed()).isEmpty();
    }

    @Test
    void aFunctionIsAskedEachTimeUnlessTheDeviceStaysForGood() {
        var function = new CustomAllocationDefinition("https://fn.example", "2021-10-01");
        enrollAndAssign(enrollment(null, new ReprovisionPolicy(true, true), function));
        assertThat(confirmed()).isEmpty();

        enrollAndAssign(enrollment(null, new ReprovisionPolicy(false, false), function));
        assertThat(confirmed()).isPresent();
    }

    @Test
    void aDeviceThatThePolicySendsElsewhereIsNot() {
        instances.put(instance(LinkedHub.embedded(EMBEDDED).withDraining(true), remote()));
        enrollAndAssign(enrollment(null, null, null));

        assertThat(confirmed()).isEmpty();
    }

    @Test
    void anUnlinkedHubIsNot() {
        link(REMOTE);

        assertThat(confirmed()).isEmpty();
    }

    @Test
    void aBlockedDeviceAndOneAssignedByFallbackAreNot() {
        put(Copies.of(row()).block(Registration.Block.DISABLED).registration());
        assertThat(confirmed()).isEmpty();

        assign(EMBEDDED);
        put(Copies.of(row()).assignment(assignment(EMBEDDED, "away", null)).registration());
        assertThat(confirmed()).isEmpty();
    }

    /// Calls of a remote hub are scarce, but a device that comes back at once did not get on.
    @Test
    void aRemoteHubIsAskedOnlyWhenADeviceComesBackSoon() {
        enrollAndAssign(enrollment(REMOTE, null, null));
        asked = 0;

        assertThat(confirmed()).isPresent();
        put(Copies.of(row()).assignment(assignment(REMOTE, null, clock.instant())).registration());
        clock.pass(UnchangedAssignment.SUSPICION.minusSeconds(1));
        assertThat(confirmed()).isEmpty();
        clock.pass(Duration.ofSeconds(2));
        assertThat(confirmed()).isPresent();
        assertThat(asked).isZero();
    }

    @Test
    void aRemoteHubInTroubleIsNotTroubledFurther() {
        enrollAndAssign(enrollment(REMOTE, null, null));
        put(Copies.of(row()).assignment(assignment(REMOTE, null, clock.instant())).registration());
        conditions = new HubConditions(Set.of(REMOTE), Map.of());

        assertThat(confirmed()).isPresent();
    }

    private Optional<ETag> confirmed() {
        return unchanged.of(samples.command(SCOPE, "meter-7"), proven());
    }

    private Verdict.Proven proven() {
        return new Verdict.Proven(enrollment, authentication(), CREDENTIAL);
    }

    private DeviceAuthentication authentication() {
        return new DeviceAuthentication.SymmetricKeys(keys);
    }

    private Registration row() {
        return registrations.registration(SCOPE, ID).orElseThrow();
    }

    private void enrollAndAssign(IndividualEnrollment changed) {
        enrollment = changed;
        var hubs = changed.settings().allowedHubs();
        assign(hubs.isPresent() ? hubs.get().getFirst() : EMBEDDED);
    }

    private void assign(HubHostName hub) {
        if (registrations.registration(SCOPE, ID).isEmpty()) {
            registrations.admit(
                    SCOPE,
                    ID,
                    current ->
                            Admission.decide(
                                    current,
                                    samples.request(
                                            samples.command(SCOPE, "meter-7"),
                                            proven(),
                                            ByteString.EMPTY),
                                    samples.ticket("node-1")));
        }
        put(
                Copies.of(row())
                        .status(RegistrationStatus.ASSIGNED)
                        .block(null)
                        .assignment(assignment(hub, null, null))
                        .registration());
    }

    private Registration.Assignment assignment(
            HubHostName hub, @Nullable String fallback, @Nullable Instant confirmedAt) {
        return new Registration.Assignment(
                new Placement(hub, DEVICE),
                Substatus.INITIAL_ASSIGNMENT,
                null,
                enrollment.etag(),
                fallback,
                confirmedAt);
    }

    private void put(Registration row) {
        registrations.changeRegistration(
                SCOPE,
                ID,
                _ ->
                        new RegistrationChange.Write<>(
                                true,
                                row,
                                null,
                                List.of(),
                                Samples.event(SCOPE, "test.changed", ID.value())));
    }

    private IndividualEnrollment enrollment(
            @Nullable HubHostName hub,
            @Nullable ReprovisionPolicy policy,
            @Nullable CustomAllocationDefinition function) {
        return new IndividualEnrollment(
                SCOPE,
                ID,
                "meter-7",
                null,
                new Attestation.SymmetricKey(keys),
                new EnrollmentSettings(
                        null,
                        false,
                        null,
                        policy,
                        function == null ? null : AllocationPolicy.CUSTOM,
                        hub == null ? null : List.of(hub),
                        null,
                        function),
                null,
                samples.etag(),
                Samples.NOW,
                Samples.NOW);
    }

    private void link(HubHostName... names) {
        instances.put(
                instance(
                        List.of(names).stream()
                                .map(
                                        name ->
                                                name.equals(REMOTE)
                                                        ? remote()
                                                        : LinkedHub.embedded(name))
                                .toArray(LinkedHub[]::new)));
    }

    private static LinkedHub remote() {
        return new LinkedHub(
                REMOTE, new HubLink.Azure("dps", Secret.random(32, new Random(2))), "", 1, true);
    }

    private ServiceInstance instance(LinkedHub... hubs) {
        return new ServiceInstance(
                SCOPE,
                "test",
                new HostName("dps.example"),
                new HostName("dps.example"),
                AllocationPolicy.EVENLY_WEIGHTED,
                List.of(),
                List.of(hubs),
                samples.etag());
    }

    private DeviceIdentity identity(SymmetricKeys its, boolean enabled) {
        return new DeviceIdentity(
                DEVICE,
                "1",
                new ETag("e"),
                enabled,
                null,
                Samples.NOW,
                new DeviceAuthentication.SymmetricKeys(its),
                false,
                Samples.NOW);
    }

    /// A hub that is only ever read.
    private final class Hub implements HubRegistry {
        @Override
        public Optional<DeviceIdentity> find(DeviceId deviceId) {
            asked++;
            if (hubIsAway) {
                throw new HubUnreachable(EMBEDDED, "find", new IllegalStateException("away"));
            }
            return identity;
        }

        @Override
        public HubAnswer provision(DeviceOrder order) {
            throw new IllegalStateException("no hub may be written");
        }

        @Override
        public Optional<DeviceTwin> twin(DeviceId deviceId) {
            throw new IllegalStateException("no twin is needed");
        }

        @Override
        public HubAnswer remove(DeviceRemoval removal) {
            throw new IllegalStateException("no hub may be written");
        }

        @Override
        public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
            throw new IllegalStateException("no hub may be written");
        }
    }
}
