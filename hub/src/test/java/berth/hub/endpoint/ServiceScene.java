package berth.hub.endpoint;

import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.LockedCommand;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.hub.role.RoleBook;
import berth.core.id.ByteString;
import berth.core.json.JsonObject;
import berth.core.secret.Secret;
import berth.hub.CountingRandom;
import berth.hub.HubScene;
import berth.hub.RepeatingHubStore;
import berth.hub.live.Claim;
import berth.hub.live.DeviceSession;
import berth.hub.live.EndReason;
import berth.hub.live.Entrance;
import berth.hub.live.Feature;
import berth.hub.live.LiveHub;
import berth.hub.live.LiveHubs;
import berth.hub.live.LiveLimits;
import berth.hub.live.LiveStores;
import berth.hub.live.MethodCall;
import berth.hub.live.Outcome;
import berth.hub.live.Outlet;
import berth.hub.live.Proof;
import berth.hub.live.StoredRoles;
import berth.hub.live.Transport;
import berth.hub.live.TrustedAuthorities;
import berth.hub.registry.EmbeddedHub;
import berth.hub.registry.EmbeddedHubs;
import berth.hub.registry.RoleRewrite;
import berth.hub.telemetry.LoggedTelemetry;
import berth.hub.telemetry.TelemetrySettings;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryCommandQueue;
import berth.testkit.store.InMemoryEventOutbox;
import berth.testkit.store.InMemoryFeedbackQueue;
import berth.testkit.store.InMemoryHubStore;
import berth.testkit.store.InMemoryModuleStore;
import berth.testkit.store.InMemoryRoleStore;
import berth.testkit.store.InMemorySessionStore;
import berth.testkit.store.InMemorySubscriptionStore;
import berth.testkit.store.InMemoryTelemetryLog;
import berth.testkit.store.MovableClock;
import berth.wire.sas.SasText;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// A hub with everything its endpoint works on, in memory, and devices that connect.
final class ServiceScene {
    /// K1 of iot-hub-protocol, section 12: the key of devices that send tokens of their own.
    static final Secret K1 = Secret.ofBase64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    final InMemoryAuditLog audit = new InMemoryAuditLog();
    final MovableClock clock = new MovableClock(Instant.parse("2030-01-07T08:00:00Z"));
    final InMemoryEventOutbox outbox = new InMemoryEventOutbox(clock);
    final InMemoryHubStore memory = new InMemoryHubStore(audit, clock, outbox);
    final InMemoryModuleStore modules = new InMemoryModuleStore(audit, memory);
    final InMemorySessionStore sessions = new InMemorySessionStore(clock, outbox, memory);
    final InMemoryFeedbackQueue feedback = new InMemoryFeedbackQueue(clock);
    final InMemoryCommandQueue commands = new InMemoryCommandQueue(clock, feedback, memory);
    final InMemoryTelemetryLog telemetry = new InMemoryTelemetryLog(clock);
    final InMemoryRoleStore roleStore = new InMemoryRoleStore(audit);
    final InMemorySubscriptionStore subscriptions = new InMemorySubscriptionStore(audit, outbox);
    final RandomGenerator random = new CountingRandom();
    private final AtomicLong nanos = new AtomicLong();
    final StoredRoles roles =
            new StoredRoles(roleStore, RoleBook.builtIn().effective(null).name(), nanos::get);
    final LiveHubs live =
            new LiveHubs(
                    new LiveStores(memory, modules, sessions, commands, feedback, audit),
                    new LoggedTelemetry(telemetry, TelemetrySettings.DEFAULTS, _ -> true, _ -> {}),
                    roles,
                    TrustedAuthorities.NONE,
                    LiveLimits.DEFAULTS,
                    clock,
                    random,
                    nanos::get,
                    "node1");
    final EmbeddedHubs hubs =
            new EmbeddedHubs(new RepeatingHubStore(memory), clock, random, roles, live);
    final HubHttpEndpoint endpoint =
            new HubHttpEndpoint(
                    hubs,
                    new ServiceParts(
                            live,
                            modules,
                            roleStore,
                            roles,
                            live,
                            new RoleRewrite(hubs),
                            subscriptions,
                            outbox),
                    audit,
                    clock,
                    random);

    EmbeddedHub openHub() {
        hubs.open("hub1", HubScene.HOST, HubScene.OPERATOR);
        return hubs.hub(HubScene.HOST).orElseThrow();
    }

    LiveHub hub() {
        return live.hub(HubScene.HOST).orElseThrow();
    }

    /// A token of a device whose key is K1.
    String token(String client) {
        var path = HubClient.parse(client).path();
        return SasText.write(Requests.HOST + path, K1, Instant.parse("2030-02-01T00:00:00Z"), null);
    }

    /// A device whose key is K1 connects, listens to everything its role lets it, and answers every
    /// method.
    Connected connect(String client, int status, String payload) {
        var claim =
                new Claim(
                        HubClient.parse(client),
                        new Proof.Token(token(client)),
                        Transport.MQTT,
                        "192.0.2.7",
                        null);
        if (!(hub().authenticate(claim) instanceof Entrance.Admitted(var grant))) {
            throw new AssertionError(client + " is not let in");
        }
        var connected = new Connected(status, payload);
        connected.session = ((LiveHub.Opening.Open) hub().open(grant, connected, true)).session();
        connected.session.listen(EnumSet.allOf(Feature.class));
        return connected;
    }

    /// Queues a message with feedback of every kind.
    Outcome send(String client, String id, Map<String, String> application, String body) {
        return hub().service()
                .send(
                        HubClient.parse(client),
                        new DeviceMessage(
                                Map.of(SystemProperty.MESSAGE_ID, id), application, bytes(body)),
                        FeedbackRequest.FULL,
                        null,
                        HubScene.OPERATOR);
    }

    List<TelemetryRecord> telemetry() {
        return telemetry.read(HubScene.HOST, null, 0, 1000, Long.MAX_VALUE);
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The status of a device that does not answer by itself.
    static final int SILENT = 0;

    /// A connection that remembers what it was sent.
    static final class Connected implements Outlet {
        private final int status;
        private final String payload;
        final List<JsonObject> desired = new ArrayList<>();
        final List<MethodCall> calls = new CopyOnWriteArrayList<>();
        DeviceSession session;

        Connected(int status, String payload) {
            this.status = status;
            this.payload = payload;
        }

        @Override
        public void desired(HubClient client, JsonObject patch, long version) {
            desired.add(patch);
        }

        @Override
        public void method(MethodCall call) {
            calls.add(call);
            if (status != SILENT) {
                answer(call);
            }
        }

        void answer(MethodCall call) {
            session.respond(call.id(), status, bytes(payload));
        }

        @Override
        public void command(LockedCommand command) {
            throw new AssertionError("no room was given for " + command);
        }

        @Override
        public void end(EndReason reason) {}
    }
}
