package berth.server;

import berth.connector.eventhook.HttpEventhook;
import berth.connector.eventhook.WebhookHandshake;
import berth.connector.guard.GuardedClient;
import berth.connector.guard.PlatformResolver;
import berth.connector.guard.ServerTrust;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubStore;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.hub.amqp.HubAmqpEndpoint;
import berth.hub.amqp.HubAmqpSettings;
import berth.hub.endpoint.HubHttpEndpoint;
import berth.hub.endpoint.ServiceParts;
import berth.hub.event.DeliverySettings;
import berth.hub.event.EventDelivery;
import berth.hub.event.EventTargets;
import berth.hub.event.TelemetryTarget;
import berth.hub.eventhub.EventHubNodes;
import berth.hub.eventhub.EventHubs;
import berth.hub.live.LiveHubs;
import berth.hub.live.LiveStores;
import berth.hub.live.StoredRoles;
import berth.hub.mqtt.HubMqttEndpoint;
import berth.hub.mqtt.HubMqttSettings;
import berth.hub.registry.EmbeddedHubs;
import berth.hub.registry.RoleRewrite;
import berth.hub.telemetry.LoggedTelemetry;
import berth.server.background.TelemetryKeeping;
import berth.store.sql.SqlStore;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// The embedded hubs with everything they need: usable without provisioning.
final class HubRoom {
    private static final int FORGET_MAX = 1_000;

    private final SqlStore store;
    private final HubOptions options;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final StoredRoles roles;
    private final LoggedTelemetry telemetry;
    private final EventHubs consumers;
    private final LiveHubs live;
    private final EmbeddedHubs registry;
    private final RoleRewrite rewrite;
    private final EventDelivery events;
    private final KafkaRoom kafka;
    private final TelemetryKeeping keeping;
    private final Set<String> hostNames;

    /// Readies the room; [#start] sets going what works without being asked.
    ///
    /// @param devices the store's, or something around it
    HubRoom(
            SqlStore store,
            HubStore devices,
            ServerSettings settings,
            InstantSource clock,
            RandomGenerator random) {
        this.store = store;
        this.options = settings.hubs();
        this.clock = clock;
        this.random = random;
        this.roles = new StoredRoles(store.roles(), options.unassignedRole(), System::nanoTime);
        this.kafka = new KafkaRoom(options.kafka(), store.telemetry(), this::hubs, random);
        this.consumers = new EventHubs(store.telemetry(), options.telemetry().partitions());
        this.telemetry =
                new LoggedTelemetry(
                        store.telemetry(), options.telemetry(), kafka::waitsFor, this::appended);
        this.live =
                new LiveHubs(
                        new LiveStores(
                                devices,
                                store.modules(),
                                store.sessions(),
                                store.commands(),
                                store.feedback(),
                                store.auditLog()),
                        telemetry,
                        roles,
                        _ -> options.authorities(),
                        options.limits(),
                        clock,
                        random,
                        System::nanoTime,
                        settings.hubNode());
        this.registry = new EmbeddedHubs(devices, clock, random, roles, live);
        this.rewrite = new RoleRewrite(registry);
        this.events = delivery(settings);
        this.hostNames =
                hubs().stream().map(HubHostName::value).collect(Collectors.toUnmodifiableSet());
        this.keeping = new TelemetryKeeping(this::hubs, telemetry::keep, this::expire);
    }

    private EventDelivery delivery(ServerSettings settings) {
        var client =
                new GuardedClient(settings.functions(), ServerTrust.jvm(), new PlatformResolver());
        return new EventDelivery(
                this::hubs,
                store.events(),
                store.subscriptions(),
                new EventTargets(
                        new HttpEventhook(
                                client, new WebhookHandshake(client, new HostName("berth")), clock),
                        kafka.events(),
                        new TelemetryTarget(
                                store.telemetry(), device -> telemetry.partition(device.value()))),
                DeliverySettings.STANDARD,
                clock,
                random);
    }

    private List<HubHostName> hubs() {
        return store.hubs().hubs().stream().map(EmbeddedHubDefinition::hostName).toList();
    }

    private void appended(HubHostName hub) {
        kafka.wake();
        consumers.appended(hub);
    }

    private void expire() {
        store.commands().expire(FORGET_MAX);
    }

    EmbeddedHubs registry() {
        return registry;
    }

    /// The service API and the device side over HTTPS.
    HubHttpEndpoint https() {
        return new HubHttpEndpoint(
                registry,
                new ServiceParts(
                        live,
                        store.modules(),
                        store.roles(),
                        roles,
                        live,
                        rewrite,
                        store.subscriptions(),
                        store.events()),
                store.auditLog(),
                clock,
                random);
    }

    /// The device side and the applications' side over AMQP.
    HubAmqpEndpoint amqp() {
        return new HubAmqpEndpoint(
                live,
                new EventHubNodes(consumers, random),
                HubAmqpSettings.DEFAULTS,
                clock,
                random);
    }

    /// Host names of the hubs there were at the start.
    Set<String> hostNames() {
        return hostNames;
    }

    /// Whether somebody means one of the hubs.
    ///
    /// @param host in lower case
    boolean isHub(String host) {
        return hostNames.contains(host);
    }

    /// Whether a user of SASL `PLAIN` is one of a hub's. Source: iot-hub-protocol, section 1.1.
    static boolean isHubUser(String user) {
        return user.contains("@sas.");
    }

    /// The device side over MQTT.
    HubMqttEndpoint mqtt() {
        return new HubMqttEndpoint(
                live,
                HubMqttSettings.DEFAULTS,
                clock,
                random,
                Thread::sleep,
                Executors.newVirtualThreadPerTaskExecutor());
    }

    void start() {
        live.start();
        kafka.start();
        events.start();
        keeping.start();
        // A change of a role that was being told when the process died.
        hubs().forEach(hub -> rewrite.run(hub, Duration.ZERO));
    }

    /// Forgets what nobody asks for any more, a bounded number; tells how many.
    int forget() {
        int gone =
                store.sessions().forget(options.sessionsKept(), FORGET_MAX)
                        + store.feedback().forget(options.eventsKept(), FORGET_MAX);
        return gone + events.forget(options.eventsKept(), FORGET_MAX);
    }

    /// What is to be closed, in this order.
    List<AutoCloseable> background() {
        return new ArrayList<>(List.of(keeping, events, kafka, live));
    }
}
