package berth.hub.live;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.TwinPatch;
import berth.core.hub.role.RoleBook;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.hub.CountingRandom;
import berth.hub.HubScene;
import berth.hub.registry.EmbeddedHub;
import berth.hub.registry.EmbeddedHubs;
import berth.hub.registry.HubOutcome;
import berth.hub.registry.Precondition;
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
import berth.testkit.store.InMemoryTelemetryLog;
import berth.testkit.store.MovableClock;
import berth.wire.sas.SasText;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// A hub whose devices connect, all in memory.
public final class LiveScene {
    public static final HubHostName HOST = HubScene.HOST;

    /// K1 of iot-hub-protocol, section 12.
    public static final Secret K1 = Secret.ofBase64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    /// K2 of iot-hub-protocol, section 12.
    public static final Secret K2 = Secret.ofBase64("ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=");

    public final MovableClock clock = new MovableClock(Instant.parse("2029-12-31T08:00:00Z"));
    public final AtomicLong nanos = new AtomicLong();
    public final InMemoryAuditLog audit = new InMemoryAuditLog();
    public final InMemoryEventOutbox outbox = new InMemoryEventOutbox(clock);
    public final InMemoryHubStore devices = new InMemoryHubStore(audit, clock, outbox);
    public final InMemoryModuleStore modules = new InMemoryModuleStore(audit, devices);
    public final InMemorySessionStore sessions = new InMemorySessionStore(clock, outbox, devices);
    public final InMemoryFeedbackQueue feedback = new InMemoryFeedbackQueue(clock);
    public final InMemoryCommandQueue commands = new InMemoryCommandQueue(clock, feedback, devices);
    public final InMemoryTelemetryLog telemetry = new InMemoryTelemetryLog(clock);
    public final InMemoryRoleStore roleStore = new InMemoryRoleStore(audit);
    public final RandomGenerator random = new CountingRandom();
    public final LoggedTelemetry intake =
            new LoggedTelemetry(telemetry, TelemetrySettings.DEFAULTS, _ -> true, _ -> {});
    public final StoredRoles roles =
            new StoredRoles(roleStore, RoleBook.builtIn().effective(null).name(), nanos::get);
    public final LiveHubs live =
            new LiveHubs(
                    new LiveStores(devices, modules, sessions, commands, feedback, audit),
                    intake,
                    roles,
                    TrustedAuthorities.NONE,
                    LiveLimits.DEFAULTS,
                    clock,
                    random,
                    nanos::get,
                    "node1");
    public final EmbeddedHubs hubs = new EmbeddedHubs(devices, clock, random, roles, live);

    public LiveScene() {
        hubs.open("hub1", HOST, HubScene.OPERATOR);
    }

    /// What the clockwork does once a second.
    public void tick() {
        live.tick();
    }

    public EmbeddedHub registry() {
        return hubs.hub(HOST).orElseThrow();
    }

    public LiveHub hub() {
        return live.hub(HOST).orElseThrow();
    }

    /// A device with the keys K1 and K2.
    public HubDevice device(String id) {
        return device(
                id,
                new DeviceAuthentication.SymmetricKeys(new SymmetricKeys(K1, K2)),
                TwinPatch.NOTHING);
    }

    /// A device with the keys K1 and K2 and a role.
    public HubDevice device(String id, String role) {
        return device(
                id, new DeviceAuthentication.SymmetricKeys(new SymmetricKeys(K1, K2)), role(role));
    }

    public HubDevice device(String id, DeviceAuthentication authentication, TwinPatch twin) {
        var draft =
                new DeviceDraft(
                        new DeviceId(id),
                        true,
                        null,
                        new AuthenticationWish.Exactly(authentication),
                        false);
        return done(
                registry()
                        .write(
                                draft,
                                new Precondition.Either(null),
                                twin,
                                null,
                                HubScene.OPERATOR));
    }

    /// A twin patch that gives a role.
    public static TwinPatch role(String name) {
        return new TwinPatch(new JsonObject(Map.of("deviceRole", new JsonString(name))), null);
    }

    public HubDevice patch(String id, TwinPatch patch) {
        return done(
                registry()
                        .patchTwin(
                                new DeviceId(id),
                                patch,
                                Precondition.present(),
                                HubScene.OPERATOR));
    }

    /// A token of the device's own, signed with K1, good for an hour.
    public String token(String id) {
        return token(id, clock.instant().plus(Duration.ofHours(1)));
    }

    public String token(String id, Instant expiry) {
        return SasText.write(HOST.value() + "/devices/" + id, K1, expiry, null);
    }

    public Entrance authenticate(String id) {
        return hub().authenticate(
                        new Claim(
                                HubClient.parse(id),
                                new Proof.Token(token(id)),
                                Transport.MQTT,
                                "192.0.2.7",
                                null));
    }

    /// A connection of a device that is let in.
    public DeviceSession connect(String id, Outlet outlet) {
        var grant = ((Entrance.Admitted) authenticate(id)).grant();
        return ((LiveHub.Opening.Open) hub().open(grant, outlet, false)).session();
    }

    /// What is in the telemetry log.
    public List<berth.core.hub.message.TelemetryRecord> stored() {
        return telemetry.read(HOST, null, 0, 1000, Long.MAX_VALUE);
    }

    private static HubDevice done(HubOutcome outcome) {
        return switch (outcome) {
            case HubOutcome.Done(var device) -> device;
            case HubOutcome.Refused(_, String message) -> throw new AssertionError(message);
        };
    }
}
