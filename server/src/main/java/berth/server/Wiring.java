package berth.server;

import berth.connector.guard.GuardedClient;
import berth.connector.guard.PlatformResolver;
import berth.connector.guard.ServerTrust;
import berth.connector.hub.AzureHubSettings;
import berth.connector.hub.AzureHubs;
import berth.connector.latency.HandshakeProbe;
import berth.connector.latency.LatencyProber;
import berth.connector.latency.ProbePace;
import berth.connector.webhook.HttpCustomAllocation;
import berth.core.allocation.HubWatch;
import berth.core.attestation.AttestDevice;
import berth.core.attestation.StrangerKeys;
import berth.core.attestation.SymmetricKeyAttestor;
import berth.core.attestation.TpmAttestor;
import berth.core.attestation.X509Attestor;
import berth.core.enrollment.EnrollmentRules;
import berth.core.failpoint.Failpoints;
import berth.core.hub.HubDirectory;
import berth.core.instance.ServiceInstance;
import berth.core.registration.AssignDevice;
import berth.core.registration.ChallengeTpm;
import berth.core.registration.DeviceConnection;
import berth.core.registration.DeviceLifecycle;
import berth.core.registration.OperationStatus;
import berth.core.registration.RegisterDevice;
import berth.core.registration.RegistrationStore;
import berth.core.registration.UnchangedAssignment;
import berth.core.resilience.KeyedBuckets;
import berth.core.work.WorkOff;
import berth.core.work.WorkStore;
import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceConnections;
import berth.endpoint.device.DeviceGuard;
import berth.endpoint.device.DeviceOperations;
import berth.endpoint.device.TpmChallenges;
import berth.endpoint.device.amqp.AmqpSettings;
import berth.endpoint.device.amqp.DeviceAmqpEndpoint;
import berth.endpoint.device.https.DeviceHttpEndpoint;
import berth.endpoint.device.mqtt.DeviceMqttEndpoint;
import berth.endpoint.service.HubsView;
import berth.endpoint.service.ServiceHttpEndpoint;
import berth.endpoint.service.ServiceStores;
import berth.hub.registry.EmbeddedHubs;
import berth.net.ListenerSettings;
import berth.net.Listeners;
import berth.net.amqp.AmqpEndpoint;
import berth.net.amqp.AmqpHouses;
import berth.net.amqp.AmqpHouses.House;
import berth.net.amqp.AmqpProtocol;
import berth.net.link.LinkProtocol;
import berth.net.mqtt.MqttEndpoint;
import berth.net.mqtt.MqttProtocol;
import berth.server.background.AssignmentDriver;
import berth.server.background.Backlog;
import berth.server.background.Housekeeping;
import berth.server.background.LeaseReturn;
import berth.server.background.WorkDriver;
import berth.server.failpoint.FailpointCustomAllocation;
import berth.server.failpoint.FailpointHubDirectory;
import berth.server.failpoint.FailpointRegistrationStore;
import berth.server.failpoint.FailpointWorkStore;
import berth.server.failpoint.PortRecording;
import berth.store.sql.SqlStore;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Builds the house with constructors, top to bottom, a method a room: what a room is not given it
/// cannot use.
final class Wiring {
    /// How long a finished operation can be polled; the contract asks for ten minutes.
    private static final Duration OPERATIONS_KEPT = Duration.ofHours(1);

    /// How long operators can see what was done.
    private static final Duration WORK_KEPT = Duration.ofDays(7);

    private static final Duration TOMBSTONES_KEPT = Duration.ofHours(24);

    /// Longer than a device may poll an operation that it joined with a challenge of its own.
    private static final Duration CHALLENGES_KEPT = Duration.ofMinutes(30);

    private static final int FORGET_MAX = 1_000;
    private static final int SCOPES_MAX = 10_000;

    /// What every device protocol is given.
    private record Devices(
            DeviceOperations operations,
            TpmChallenges challenges,
            DeviceAnswers answers,
            DeviceConnections connections) {}

    private final SqlStore store;
    private final ServerSettings settings;
    private final InstantSource clock = InstantSource.system();
    private final RandomGenerator random = new SecureRandom();
    private final PortRecording recording = PortRecording.ofThisProcess();
    private final Failpoints failpoints = recording.failpoints();
    private final RegistrationStore registrations;
    private final WorkStore work;
    private final Backlog backlog;

    Wiring(SqlStore store, ServerSettings settings) {
        this.store = store;
        this.settings = settings;
        this.registrations =
                new FailpointRegistrationStore(recording.around(store.registrations()), failpoints);
        this.work = new FailpointWorkStore(recording.around(store.work()), failpoints);
        this.backlog =
                new Backlog(
                        store.registrations()::running,
                        settings.limits().devices().runningPerScopeMax());
    }

    BerthServer start() {
        var room = new HubRoom(store, recording.around(store.hubs()), settings, clock, random);
        var embedded = room.registry();
        var azure = new AzureHubs(AzureHubSettings.DEFAULT, clock, System::nanoTime, random);
        var prober = prober();
        var watch = new HubWatching(azure::health, prober::fresh, clock);
        var shown = new HubsShown(store.hubs(), azure::health, prober::entries);
        var hubs = hubs(embedded, azure);
        var driver = driver(hubs, watch);
        var worker = worker(hubs);
        driver.start();
        worker.start();
        prober.start();
        backlog.start();
        var background = new ArrayList<AutoCloseable>();
        background.addAll(
                List.of(
                        driver,
                        worker,
                        new LeaseReturn(registrations, settings.node()),
                        prober,
                        azure,
                        backlog));
        background.addAll(room.background());
        try {
            room.start();
            var devices = devices(hubs, watch, driver);
            var listeners = listen(frontDoor(room, hubs, shown, devices), devices, room);
            var housekeeping = housekeeping(room);
            housekeeping.start();
            background.add(housekeeping);
            return new BerthServer(listeners, background, store);
        } catch (RuntimeException | Error e) {
            BerthServer.close(background);
            throw e;
        }
    }

    /// The way to every registry: failpoints outermost, so that they see what the engine sees.
    private HubDirectory hubs(EmbeddedHubs embedded, AzureHubs azure) {
        var linked = new LinkedHubs(embedded, azure::registry);
        int perHub = Math.max(1, settings.operationsRunningMax() / 2);
        return new FailpointHubDirectory(new HubPermits(linked, perHub), failpoints);
    }

    private LatencyProber prober() {
        return new LatencyProber(
                store.instances()::instances,
                new HandshakeProbe(
                        ServerTrust.jvm(),
                        new PlatformResolver(),
                        AzureHubSettings.DEFAULT::port,
                        HandshakeProbe.PATIENCE),
                ProbePace.DEFAULT,
                System::nanoTime,
                random);
    }

    private FrontDoor frontDoor(HubRoom room, HubDirectory hubs, HubsView shown, Devices devices) {
        return new FrontDoor(
                room.hostNames(),
                room.https(),
                service(hubs, shown),
                new DeviceHttpEndpoint(devices.operations(), devices.answers()));
    }

    private Housekeeping housekeeping(HubRoom room) {
        return new Housekeeping(
                store::fault,
                () ->
                        store.registrations().forgetOperations(OPERATIONS_KEPT, FORGET_MAX)
                                + store.work().forgetDone(WORK_KEPT, FORGET_MAX)
                                + store.hubs().forgetTombstones(TOMBSTONES_KEPT, FORGET_MAX)
                                + store.tpmChallenges().forget(CHALLENGES_KEPT, FORGET_MAX)
                                + room.forget());
    }

    private AssignmentDriver driver(HubDirectory hubs, HubWatch watch) {
        var function =
                new HttpCustomAllocation(
                        new GuardedClient(
                                settings.functions(), ServerTrust.jvm(), new PlatformResolver()));
        var assign =
                new AssignDevice(
                        store.enrollments(),
                        store.instances(),
                        registrations,
                        new AssignDevice.Outside(
                                hubs, watch, new FailpointCustomAllocation(function, failpoints)),
                        random,
                        System::nanoTime,
                        settings.node());
        return new AssignmentDriver(
                registrations, assign, random, settings.node(), settings.operationsRunningMax());
    }

    private WorkDriver worker(HubDirectory hubs) {
        return new WorkDriver(
                work,
                new WorkOff(store.instances(), hubs, random, settings.node()),
                settings.node());
    }

    private AttestDevice attestation(StrangerKeys strangers) {
        return new AttestDevice(
                store.enrollments(),
                new SymmetricKeyAttestor(random),
                new X509Attestor(),
                new TpmAttestor(store.tpmChallenges(), strangers, random));
    }

    private Devices devices(HubDirectory hubs, HubWatch watch, AssignmentDriver driver) {
        var strangers = new StrangerKeys(random);
        var attestation = attestation(strangers);
        var challenges =
                new ChallengeTpm(
                        attestation,
                        store.tpmChallenges(),
                        strangers,
                        store.auditLog(),
                        clock,
                        random);
        var register =
                new RegisterDevice(
                        attestation,
                        challenges,
                        registrations,
                        new UnchangedAssignment(
                                registrations, store.instances(), hubs, watch, clock),
                        driver,
                        store.auditLog(),
                        clock,
                        random,
                        settings.node());
        var status = new OperationStatus(attestation, registrations, clock, random);
        var guard =
                new DeviceGuard(settings.limits().devices(), backlog::running, System::nanoTime);
        var answers = new DeviceAnswers(clock, random, () -> backlog.load(guard::waiting));
        return new Devices(
                new DeviceOperations(
                        new DeviceConnection(attestation, store.auditLog(), clock)::refusal,
                        register::register,
                        status::poll,
                        status::lookup,
                        guard,
                        answers),
                new TpmChallenges(challenges::answer, guard, answers, random),
                answers,
                new DeviceConnections(DeviceConnections.PER_DEVICE_MAX));
    }

    private MqttEndpoint mqtt(Devices devices) {
        return new DeviceMqttEndpoint(
                devices.operations(),
                devices.answers(),
                devices.connections(),
                settings.limits().protocols().mqttDevices());
    }

    private LinkProtocol mqtt(MqttEndpoint provisioning, MqttEndpoint hub) {
        return new MqttProtocol(
                new MqttHouses(provisioning, hub),
                settings.limits().protocols().mqtt(),
                System::nanoTime);
    }

    private AmqpEndpoint amqp(Devices devices) {
        return new DeviceAmqpEndpoint(
                devices.operations(),
                devices.answers(),
                devices.connections(),
                devices.challenges()::challenge,
                AmqpSettings.DEFAULT,
                System::nanoTime);
    }

    /// Who gives no hint wants to be provisioned.
    private LinkProtocol amqp(AmqpEndpoint provisioning, AmqpEndpoint hub, HubRoom room) {
        return new AmqpProtocol(
                new AmqpHouses(
                        List.of(
                                new House(provisioning, _ -> false, _ -> false),
                                new House(hub, room::isHub, HubRoom::isHubUser))),
                settings.limits().protocols().amqp(),
                "berth-" + settings.node(),
                System::nanoTime);
    }

    private ServiceHttpEndpoint service(HubDirectory hubs, HubsView shown) {
        return new ServiceHttpEndpoint(
                this::instanceAt,
                new ServiceStores(
                        store.instances(),
                        store.enrollments(),
                        registrations,
                        work,
                        store.usage(),
                        store.auditLog()),
                new DeviceLifecycle(registrations, store.instances(), hubs, random),
                shown,
                new EnrollmentRules((_, _) -> false, settings.functions().plainHttp()),
                new KeyedBuckets<>(
                        settings.limits().serviceOperations(), SCOPES_MAX, System::nanoTime),
                clock,
                random);
    }

    private Optional<ServiceInstance> instanceAt(String host) {
        return store.instances().instances().stream()
                .filter(instance -> instance.serviceHost().value().equals(host))
                .findFirst();
    }

    private Listeners listen(FrontDoor frontDoor, Devices devices, HubRoom room) {
        var mqtt = mqtt(devices);
        var amqp = amqp(devices);
        var hubMqtt = room.mqtt();
        var hubAmqp = room.amqp();
        return Listeners.start(
                new ListenerSettings(
                        settings.addresses(),
                        settings.ports(),
                        settings.certificate(),
                        settings.tlsEngine(),
                        settings.limits().connections(),
                        settings.limits()
                                .protocols()
                                .http()
                                .withBodies((path, host) -> frontDoor.bodyBytesMax(host, path)),
                        frontDoor,
                        Map.of(
                                "mqtt",
                                mqtt(mqtt, hubMqtt.overWebSocket()),
                                AmqpProtocol.WEB_SOCKET_NAME,
                                amqp(amqp, hubAmqp.overWebSocket(), room)),
                        mqtt(mqtt, hubMqtt),
                        amqp(amqp, hubAmqp, room)),
                clock);
    }
}
