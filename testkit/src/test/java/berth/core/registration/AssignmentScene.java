package berth.core.registration;

import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.HubConditions;
import berth.core.attestation.Attestation;
import berth.core.attestation.Verdict;
import berth.core.audit.Caller;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.Precondition;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubLink;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;
import berth.core.secret.Secret;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkOff;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryEnrollmentStore;
import berth.testkit.store.InMemoryInstanceStore;
import berth.testkit.store.InMemoryRegistrationStore;
import berth.testkit.store.MovableClock;
import berth.testkit.store.Samples;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// One device, its enrollment, a remote and an embedded hub, and nodes that work: the real use
/// cases over stores in memory and a clock that a test moves.
final class AssignmentScene {
    static final IdScope SCOPE = new IdScope("0neABCDEF01");
    static final RegistrationId ID = new RegistrationId("meter-7");
    static final DeviceId DEVICE = new DeviceId("meter-7");
    static final HubHostName REMOTE = new HubHostName("remote.example");
    static final HubHostName EMBEDDED = new HubHostName("embedded.example");

    final MovableClock clock = new MovableClock(Instant.parse("2030-01-01T00:00:00Z"));
    final InMemoryAuditLog audit = new InMemoryAuditLog();
    final InMemoryEnrollmentStore enrollments = new InMemoryEnrollmentStore(audit);
    final InMemoryInstanceStore instances = new InMemoryInstanceStore(audit);
    final InMemoryRegistrationStore registrations = new InMemoryRegistrationStore(clock, audit);
    final MarkedHub remote = new MarkedHub();
    final MarkedHub embedded = new MarkedHub();

    private final Samples samples = new Samples(7);
    private final Random random = new Random(11);
    private final Map<HubHostName, MarkedHub> hubs = Map.of(REMOTE, remote, EMBEDDED, embedded);
    private final HubDirectory directory = hub -> hubs.get(hub.hostName());

    AssignmentScene() {
        link(REMOTE, EMBEDDED);
    }

    /// Exactly these hubs are linked.
    void link(HubHostName... names) {
        instances.put(
                new ServiceInstance(
                        SCOPE,
                        "test",
                        new HostName("dps.example"),
                        new HostName("dps.example"),
                        AllocationPolicy.EVENLY_WEIGHTED,
                        List.of(),
                        List.of(names).stream().map(this::linked).toList(),
                        samples.etag()));
    }

    private LinkedHub linked(HubHostName name) {
        return name.equals(REMOTE)
                ? new LinkedHub(
                        name,
                        new HubLink.Azure("dps", Secret.random(32, new Random(5))),
                        "westeurope",
                        1,
                        true)
                : LinkedHub.embedded(name);
    }

    /// The device may register, at this hub.
    IndividualEnrollment enroll(HubHostName hub) {
        return enroll(hub, ProvisioningStatus.ENABLED, InitialTwin.EMPTY);
    }

    IndividualEnrollment enroll(HubHostName hub, ProvisioningStatus status, InitialTwin twin) {
        var enrollment =
                new IndividualEnrollment(
                        SCOPE,
                        ID,
                        ID.value(),
                        null,
                        new Attestation.SymmetricKey(samples.keys()),
                        new EnrollmentSettings(
                                status, false, twin, null, null, List.of(hub), null, null),
                        null,
                        samples.etag(),
                        clock.instant(),
                        clock.instant());
        enrollments.put(enrollment);
        return enrollment;
    }

    void disableEnrollment() {
        var now = enrollments.individual(SCOPE, ID).orElseThrow();
        enroll(
                now.settings().allowedHubs().orElseThrow().getFirst(),
                ProvisioningStatus.DISABLED,
                InitialTwin.EMPTY);
    }

    /// The device registers by its enrollment as it is.
    Operation admit() {
        return admit(SCOPE, ID.value(), enrollments.individual(SCOPE, ID).orElseThrow());
    }

    Operation admit(IdScope scope, String spelling, IndividualEnrollment enrollment) {
        var proven =
                new Verdict.Proven(
                        enrollment,
                        new DeviceAuthentication.SymmetricKeys(samples.keys()),
                        ByteString.EMPTY);
        var command = samples.command(scope, spelling);
        var ticket = samples.ticket("node-1");
        var request = samples.request(command, proven, ByteString.EMPTY);
        return registrations
                .admit(
                        scope,
                        command.registrationId(),
                        current -> Admission.decide(current, request, ticket))
                .operation();
    }

    /// The device registers at this hub, and is assigned to it.
    Operation assign(HubHostName hub) {
        enroll(hub);
        var operation = admit();
        run(operation);
        return operation;
    }

    AssignDevice.Held held(Operation operation) {
        return new AssignDevice.Held(operation, clock.instant(), nanos());
    }

    AssignDevice.Outcome run(Operation operation) {
        return run(held(operation));
    }

    AssignDevice.Outcome run(AssignDevice.Held held) {
        return new AssignDevice(
                        enrollments,
                        instances,
                        registrations,
                        new AssignDevice.Outside(
                                directory,
                                _ -> HubConditions.NONE,
                                _ -> {
                                    throw new IllegalStateException("no function");
                                }),
                        random,
                        this::nanos,
                        "node-1")
                .run(held);
    }

    private long nanos() {
        return clock.instant().toEpochMilli() * 1_000_000;
    }

    /// The operation, claimed by another node; it must be there to be claimed.
    Operation claim(String node) {
        return registrations.claim(node, Lease.DURATION, 10).operations().getFirst();
    }

    /// Time passes until a waiting operation is due and leases have run out.
    Operation claimLater(String node) {
        clock.pass(Duration.ofMinutes(2));
        return claim(node);
    }

    DeviceLifecycle lifecycle() {
        return new DeviceLifecycle(registrations, instances, directory, random);
    }

    DeviceLifecycle.Wish wish() {
        return new DeviceLifecycle.Wish(
                SCOPE, ID, new Precondition.Anything(), new Caller("policy:owner", "", "track"));
    }

    Registration registration() {
        return registrations.registration(SCOPE, ID).orElseThrow();
    }

    Operation stored(Operation operation) {
        return registrations.operation(operation.scope(), operation.id()).orElseThrow();
    }

    static HubMarker marker(Operation operation) {
        return HubMarker.of(operation.scope(), operation.generation(), operation.id());
    }

    List<WorkItem> openWork() {
        return registrations.work().all().stream()
                .filter(entry -> entry.state() == WorkEntry.State.OPEN)
                .map(WorkEntry::item)
                .toList();
    }

    /// Every item that is due, once. Returns how many were.
    int workOff() {
        var work = new WorkOff(instances, directory, random, "node-1");
        var claimed = registrations.work().claim("node-1", Lease.DURATION, 10);
        claimed.entries()
                .forEach(
                        entry ->
                                registrations.work().finish(entry, work.run(entry, claimed.now())));
        return claimed.entries().size();
    }
}
