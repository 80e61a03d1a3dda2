package berth.core.registration.simulation;

import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.HubConditions;
import berth.core.attestation.Attestation;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.hub.HubLink;
import berth.core.hub.HubRegistry;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;
import berth.core.registration.AssignDevice;
import berth.core.registration.Operation;
import berth.core.secret.Secret;
import berth.core.work.WorkEntry;
import berth.testkit.store.InMemoryEnrollmentStore;
import berth.testkit.store.InMemoryInstanceStore;
import berth.testkit.store.InMemoryRegistrationStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Everything of one simulated world: stores, hubs, nodes, and what is written in them at the
/// beginning.
final class Scene {
    private static final Duration LONG = Duration.ofMinutes(1);

    final World world;
    final Weather weather;
    final CountedAudit audit = new CountedAudit();
    final InMemoryRegistrationStore registrations;
    final InMemoryEnrollmentStore enrollments;
    final InMemoryInstanceStore instances;
    final Map<HubHostName, ModelHub> hubs = new LinkedHashMap<>();
    final List<SimulatedNode> nodes = new ArrayList<>();
    final Watcher watcher;
    final SimulatedNode.Outside outside;

    private final Map<HubHostName, HubRegistry> registries = new LinkedHashMap<>();

    Scene(World world, Faults faults, HubCall hubCall) {
        this.world = world;
        this.weather = new Weather(world, faults);
        this.registrations = new InMemoryRegistrationStore(world, audit);
        this.enrollments = new InMemoryEnrollmentStore(audit);
        this.instances = new InMemoryInstanceStore(audit);
        this.watcher = new Watcher(registrations, audit, hubs);
        this.outside =
                new SimulatedNode.Outside(
                        world,
                        this,
                        new SimulatedRegistrations(world, weather, registrations, watcher),
                        new SimulatedWork(weather, registrations.work(), watcher),
                        new SimulatedStores.Enrollments(weather, enrollments),
                        new SimulatedStores.Instances(weather, instances),
                        audit,
                        new AssignDevice.Outside(
                                hub -> hubCall.over(registries.get(hub.hostName())),
                                this::conditions,
                                new ModelFunction(world, weather)));
    }

    /// What stands between the engine and a hub's registry.
    interface HubCall {
        HubCall PLAIN = registry -> registry;

        HubRegistry over(HubRegistry registry);
    }

    ModelHub hub(String name, boolean embedded) {
        HubLink link =
                embedded
                        ? new HubLink.Embedded()
                        : new HubLink.Azure("dps", Secret.random(16, world.random()));
        var hostName = new HubHostName(name + ".example");
        var hub = new ModelHub(world, new LinkedHub(hostName, link, "local", 1, true));
        hubs.put(hostName, hub);
        registries.put(
                hostName,
                embedded
                        ? new AtomicRegistry(hub, weather)
                        : new RemoteRegistry(world, hub, weather));
        return hub;
    }

    void instance(IdScope scope, List<ModelHub> linked) {
        instances.put(
                new ServiceInstance(
                        scope,
                        "simulated",
                        new HostName("dps.example"),
                        new HostName("dps.example"),
                        AllocationPolicy.EVENLY_WEIGHTED,
                        List.of(),
                        linked.stream().map(ModelHub::link).toList(),
                        etag()));
    }

    void node() {
        nodes.add(new SimulatedNode("node-" + (nodes.size() + 1), outside));
    }

    IndividualEnrollment individual(
            IdScope scope,
            String spelling,
            @Nullable DeviceId deviceId,
            EnrollmentSettings settings) {
        return new IndividualEnrollment(
                scope,
                new RegistrationId(spelling),
                spelling,
                deviceId,
                new Attestation.Tpm(ByteString.EMPTY, null),
                settings,
                null,
                etag(),
                world.instant(),
                world.instant());
    }

    EnrollmentGroup group(IdScope scope, EnrollmentSettings settings) {
        return new EnrollmentGroup(
                scope,
                SimulatedAttestation.GROUP,
                SimulatedAttestation.GROUP.value(),
                new Attestation.Tpm(ByteString.EMPTY, null),
                settings,
                etag(),
                world.instant(),
                world.instant());
    }

    ETag etag() {
        return ETag.fresh(world.random());
    }

    /// Half of what is wrong with hubs is known.
    private HubConditions conditions(ServiceInstance instance) {
        var unwell =
                instance.linkedHubs().stream()
                        .map(link -> hubs.get(link.hostName()))
                        .filter(hub -> hub.full || hub.barred || hub.isDown())
                        .filter(_ -> world.chance(0.5))
                        .map(ModelHub::name)
                        .collect(Collectors.toSet());
        return new HubConditions(unwell, Map.of());
    }

    List<Operation> running() {
        return registrations.operations().stream()
                .filter(operation -> !operation.state().isFinal())
                .toList();
    }

    List<WorkEntry> openWork() {
        return registrations.work().all().stream()
                .filter(entry -> entry.state() == WorkEntry.State.OPEN)
                .filter(entry -> entry.item().kind().automatic())
                .toList();
    }

    int underway() {
        return hubs.values().stream().mapToInt(ModelHub::underway).sum();
    }

    Instant nextOperationDue() {
        var latest = world.instant().plus(nextLook());
        return running().stream()
                .map(Scene::due)
                .filter(due -> due.isBefore(latest))
                .min(Instant::compareTo)
                .orElse(latest);
    }

    private static Instant due(Operation operation) {
        var until = operation.lease().until();
        return until.isAfter(operation.nextRun()) ? until : operation.nextRun();
    }

    Instant nextWorkDue() {
        var latest = world.instant().plus(nextLook());
        return openWork().stream()
                .map(entry -> entry.item().notBefore())
                .filter(due -> due.isBefore(latest))
                .min(Instant::compareTo)
                .orElse(latest);
    }

    /// Something new may come up at any time while devices and operators are about.
    private Duration nextLook() {
        return quiet ? LONG : Duration.ofSeconds(3);
    }

    /// Whether nobody asks for anything any more.
    boolean quiet;
}
