package berth.hub.live;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.error.StoreUnavailable;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.LockedCommand;
import berth.core.hub.role.Permission;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleBook;
import berth.core.hub.session.StoredSession;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.hub.live.DeviceSession.ChildAnswer;
import berth.hub.live.DeviceSession.Remembered;
import berth.hub.live.Throttles.Kind;
import berth.hub.registry.DeviceNews.Desired;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The device side of one embedded hub. Safe for any number of threads; methods block while they
/// ask the store, unless they say otherwise, and may throw [StoreUnavailable] where they do not say
/// what they answer instead.
public final class LiveHub {
    private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);
    private static final int STRANGER_KEY_BYTES = 32;

    private final HubHostName hostName;
    private final LiveSetup setup;
    private final Clients clients;
    private final Doorkeeper doorkeeper;
    private final Presence presence = new Presence();
    private final MethodCalls calls;
    private final Throttle throttle;
    private final ServiceSide service;

    LiveHub(HubHostName hostName, LiveSetup setup) {
        this.hostName = hostName;
        this.setup = setup;
        var random = setup.random();
        this.clients = new Clients(hostName, stores().devices(), stores().modules());
        this.calls = new MethodCalls(limits().methodsWaitingMax());
        this.throttle = new Throttle(limits().throttles(), setup.nanos());
        this.doorkeeper =
                new Doorkeeper(
                        hostName,
                        this::policies,
                        () -> setup.authorities().of(hostName),
                        new SymmetricKeys(
                                Secret.random(STRANGER_KEY_BYTES, random),
                                Secret.random(STRANGER_KEY_BYTES, random)));
        this.service = new ServiceSide(this, setup, clients, presence);
    }

    public HubHostName hostName() {
        return hostName;
    }

    public LiveLimits limits() {
        return setup.limits();
    }

    /// Judges a claim. Refusals leave an entry in the audit trail.
    public Entrance authenticate(Claim claim) {
        // HTTPS proves itself with each request, and is counted by what it asks.
        if (claim.transport() != Transport.HTTPS && throttle.take(Kind.CONNECT, 1).isPresent()) {
            return new Entrance.Unavailable("too many connections at one time");
        }
        try {
            var state = clients.find(claim.client());
            var entrance = doorkeeper.judge(claim, state, setup.clock().instant());
            if (entrance instanceof Entrance.Refused(_, String reason)) {
                denials().entrance(hostName, claim, reason);
            }
            return entrance;
        } catch (StoreUnavailable e) {
            LOG.warn("{} cannot be let in: {}", claim.client(), e.getMessage());
            return new Entrance.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    /// What became of the wish to begin a connection.
    public sealed interface Opening {
        record Open(DeviceSession session) implements Opening {}

        /// The client is gone or disabled by now.
        record Refused(HubError error, String reason) implements Opening {}

        record Unavailable(String reason) implements Opening {}
    }

    /// Begins a connection, in place of any other of this client, which is told.
    ///
    /// @param fresh forgets what the client listened to before
    public Opening open(Grant grant, Outlet outlet, boolean fresh) {
        var client = grant.claim().client();
        try {
            var begun = stores().sessions().begin(hostName, client, setup.node(), fresh);
            stores().commands().release(hostName, client, CONNECTION);
            var gate = presence.gate(client);
            gate.lock();
            try {
                return enter(grant, outlet, new Remembered(begun.connection(), begun.filters()));
            } finally {
                gate.unlock();
            }
        } catch (StoreUnavailable e) {
            LOG.warn("{} cannot be connected: {}", client, e.getMessage());
            return new Opening.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    private Opening enter(Grant grant, Outlet outlet, Remembered remembered) {
        var client = grant.claim().client();
        var session = new DeviceSession(this, grant, client, outlet, null, remembered);
        var older = presence.arrive(session);
        if (older == session) {
            session.finish();
            return new Opening.Unavailable("a later connection of " + client + " has begun");
        }
        if (older != null) {
            end(older, EndReason.TAKEN_OVER);
        }
        // Looked up only now: whatever changes from here on is told to the session.
        var state = lookUp(session);
        if (state.isEmpty()
                || !state.get().enabled()
                || !state.get().generationId().equals(grant.generationId())) {
            close(session, false);
            return new Opening.Refused(
                    HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "gone or disabled meanwhile");
        }
        return new Opening.Open(session);
    }

    private Optional<ClientState> lookUp(DeviceSession session) {
        Optional<ClientState> state;
        int told;
        do {
            told = session.told();
            state = clients.find(session.client());
        } while (state.isPresent() && !session.begin(state.get(), told));
        return state;
    }

    /// A session for one request that is no connection: nothing is taken over, nothing is sent by
    /// itself.
    public Opening visit(Grant grant) {
        try {
            var session =
                    new DeviceSession(
                            this,
                            grant,
                            grant.claim().client(),
                            NoOutlet.INSTANCE,
                            null,
                            Remembered.NOTHING);
            var state = lookUp(session);
            return state.isEmpty() || !state.get().enabled()
                    ? new Opening.Refused(
                            HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "gone or disabled meanwhile")
                    : new Opening.Open(session);
        } catch (StoreUnavailable e) {
            return new Opening.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    void close(DeviceSession session, boolean fresh) {
        if (!session.finish()) {
            return;
        }
        leave(session);
        if (session.connection() != 0) {
            write(
                    session,
                    () -> {
                        stores().commands().release(hostName, session.client(), CONNECTION);
                        ended(session, fresh);
                    });
        }
    }

    /// Ends a session from this side. The store's entry of it is another one's already, or is ended
    /// here.
    private void end(DeviceSession session, EndReason reason) {
        if (!session.finish()) {
            return;
        }
        leave(session);
        LOG.info("{} is disconnected from {}: {}", session.client(), hostName, reason);
        var gateway = session.gateway();
        if (gateway != null) {
            // The gateway goes on.
            gateway.children().remove(session.client().deviceId(), session);
            session.tellChildEnded(reason);
            return;
        }
        session.tellEnd(reason);
        if (session.connection() != 0 && reason != EndReason.TAKEN_OVER) {
            Thread.ofVirtual()
                    .start(() -> write(session, () -> ended(session, reason == EndReason.DELETED)));
        }
    }

    private void ended(DeviceSession session, boolean fresh) {
        stores().sessions().end(hostName, session.client(), session.connection(), fresh);
    }

    private static void write(DeviceSession session, Runnable end) {
        try {
            end.run();
        } catch (StoreUnavailable e) {
            LOG.warn(
                    "the end of {}'s connection could not be written: {}",
                    session.client(),
                    e.getMessage());
        }
    }

    private void leave(DeviceSession session) {
        presence.leave(session);
        calls.lost(session.client());
        if (session.hasChildren()) {
            session.children()
                    .values()
                    .forEach(
                            child -> {
                                child.finish();
                                leave(child);
                            });
        }
    }

    ChildAnswer child(DeviceSession gateway, DeviceId child) {
        var role = gateway.role();
        if (gateway.isChild() || !relays(role)) {
            var message =
                    "role %s of %s does not let it speak for other devices"
                            .formatted(role.name(), gateway.client());
            denials().role(hostName, gateway.grant().claim(), "device.relay.denied", message);
            return new ChildAnswer.Refused(HubError.ROLE_FORBIDS, message);
        }
        var known = gateway.children().get(child);
        if (known != null && !known.over()) {
            return new ChildAnswer.Child(known);
        }
        // A gateway may ask for one child by several links at once: it is to have one session.
        var gate = presence.gate(HubClient.device(child));
        gate.lock();
        try {
            return arriveAsChild(gateway, child);
        } finally {
            gate.unlock();
        }
    }

    private ChildAnswer arriveAsChild(DeviceSession gateway, DeviceId child) {
        var known = gateway.children().get(child);
        if (known != null && !known.over()) {
            return new ChildAnswer.Child(known);
        }
        // Before anything is displaced: a gateway may name whom it likes.
        if (!assigned(gateway, clients.find(HubClient.device(child)))) {
            return notAssigned(gateway, child);
        }
        if (gateway.children().size() >= limits().childrenMax()) {
            return new ChildAnswer.Refused(
                    HubError.TOO_MANY_DEVICES,
                    "a gateway speaks for at most %d devices on one connection"
                            .formatted(limits().childrenMax()));
        }
        var session =
                new DeviceSession(
                        this,
                        gateway.grant(),
                        HubClient.device(child),
                        gateway.outletForChildren(),
                        gateway,
                        Remembered.NOTHING);
        gateway.children().put(child, session);
        presence.arriveChild(session);
        if (!assigned(gateway, lookUp(session))) {
            close(session, false);
            gateway.children().remove(child, session);
            return notAssigned(gateway, child);
        }
        return new ChildAnswer.Child(session);
    }

    private static boolean assigned(DeviceSession gateway, Optional<ClientState> child) {
        return child.isPresent()
                && child.get().enabled()
                && gateway.scope().equals(child.get().deviceScope());
    }

    private ChildAnswer notAssigned(DeviceSession gateway, DeviceId child) {
        var message = child + " is not assigned to " + gateway.client();
        denials().role(hostName, gateway.grant().claim(), "device.relay.denied", message);
        return new ChildAnswer.Refused(HubError.INVALID_DEVICE_SCOPE, message);
    }

    private static boolean relays(Role role) {
        return role.allows(Permission.MANAGE_CHILDREN)
                || role.allows(Permission.RELAY_COMMANDS)
                || role.allows(Permission.SEND_CHILD_TELEMETRY);
    }

    // What sessions ask.

    Outcome store(DeviceSession session, String generationId, List<DeviceMessage> messages) {
        for (var message : messages) {
            if (message.size() > limits().telemetryBytesMax()) {
                return new Outcome.Refused(
                        HubError.MESSAGE_TOO_LARGE,
                        "a message has at most " + limits().telemetryBytesMax() + " bytes");
            }
            if (message.application().size() > limits().propertiesMax()) {
                return new Outcome.Refused(
                        HubError.ARGUMENT_INVALID,
                        "a message has at most " + limits().propertiesMax() + " properties");
            }
        }
        if (throttle.take(Kind.TELEMETRY, messages.size()).isPresent()) {
            return new Outcome.Refused(
                    HubError.SERVER_BUSY, "too many messages at this hub: devices have to wait");
        }
        var stamp = new Stamp(session, generationId, setup.intake());
        return switch (setup.intake()
                .take(hostName, messages.stream().map(stamp::entry).toList())) {
            case TelemetryIntake.Taken.Stored _ -> Outcome.DONE;
            case TelemetryIntake.Taken.Busy(String reason) ->
                    new Outcome.Refused(HubError.SERVER_BUSY, reason);
        };
    }

    /// Counts a request of an application.
    ///
    /// @return empty if it may be carried out
    public Optional<Outcome.Refused> throttled(Kind kind) {
        return throttle.take(kind, 1);
    }

    /// How many requests were too many since the start. Does not block.
    public long throttled() {
        return throttle.refused();
    }

    TwinAnswer twin(HubClient client, Role role) {
        if (throttled(Kind.TWIN_READ).orElse(null) instanceof Outcome.Refused(var error, var why)) {
            return new TwinAnswer.Refused(error, why);
        }
        return clients.find(client)
                .<TwinAnswer>map(state -> new TwinAnswer.Twin(TwinView.of(state.twin(), role)))
                .orElseGet(
                        () ->
                                new TwinAnswer.Refused(
                                        HubError.DEVICE_NOT_FOUND, client + " is not registered"));
    }

    TwinAnswer report(DeviceSession session, JsonObject patch, @Nullable Long version) {
        if (throttled(Kind.TWIN_UPDATE).orElse(null)
                instanceof Outcome.Refused(var error, var why)) {
            return new TwinAnswer.Refused(error, why);
        }
        return clients.report(session.client(), patch, version, setup.clock().instant());
    }

    Optional<LockedCommand> lock(HubClient client, String holder, Duration lockTime) {
        return stores().commands().lock(hostName, client, holder, lockTime);
    }

    private static final String CONNECTION = "connection";

    String holder(DeviceSession session) {
        return session.connection() == 0 && !session.isChild() ? "https" : CONNECTION;
    }

    /// What applications ask.
    public ServiceSide service() {
        return service;
    }

    /// Whether a client is connected to this node. Does not block.
    public boolean connected(HubClient client) {
        return presence.direct(client);
    }

    /// What is remembered of a client's connections.
    public Optional<StoredSession> session(HubClient client) {
        return stores().sessions().session(hostName, client);
    }

    /// How many clients are connected, to any node.
    public long connectedCount() {
        return stores().sessions().connected(hostName);
    }

    /// What clients were denied since the start: entrances, and what their roles forbid. Does not
    /// block.
    public Denied denied() {
        return new Denied(denials().entrances(), denials().roles());
    }

    /// Counts of what was denied, of all hubs of this house.
    public record Denied(long entrances, long roles) {}

    /// The roles as they are now. Does not block for long.
    public RoleBook roles() {
        return setup.roles().of(hostName);
    }

    // What the house tells.

    /// A device was changed, through this node.
    void changed(DeviceId deviceId, @Nullable HubDevice after, Desired desired) {
        for (var session : presence.of(deviceId)) {
            if (after == null) {
                end(session, EndReason.DELETED);
                continue;
            }
            var state = ClientState.of(after);
            if (!state.enabled()) {
                end(session, EndReason.DISABLED);
            } else if (session.client().isModule()) {
                refresh(session);
            } else if (!session.sameGeneration(state)) {
                end(session, EndReason.DELETED);
            } else if (session.isChild() && !stillAssigned(session, state)) {
                end(session, EndReason.DELETED);
            } else {
                session.changed(state, desired);
            }
        }
    }

    private static boolean stillAssigned(DeviceSession child, ClientState state) {
        var gateway = Objects.requireNonNull(child.gateway(), "a child has a gateway");
        return gateway.scope().equals(state.deviceScope());
    }

    /// A module was changed, through this node. To be called by whoever changes modules.
    public void moduleChanged(HubClient module, Desired desired) {
        presence.find(module)
                .ifPresent(
                        session ->
                                clients.find(module)
                                        .ifPresentOrElse(
                                                state -> {
                                                    if (session.sameGeneration(state)) {
                                                        session.changed(state, desired);
                                                    } else {
                                                        end(session, EndReason.DELETED);
                                                    }
                                                },
                                                () -> end(session, EndReason.DELETED)));
    }

    /// A device may have changed: looks it up.
    void unsure(DeviceId deviceId) {
        presence.of(deviceId).forEach(this::refresh);
    }

    private void refresh(DeviceSession session) {
        try {
            var state = clients.find(session.client());
            if (state.isEmpty() || !session.sameGeneration(state.get())) {
                end(session, EndReason.DELETED);
            } else if (!state.get().enabled()) {
                end(session, EndReason.DISABLED);
            } else {
                session.changed(state.get(), new Desired.Replaced());
            }
        } catch (StoreUnavailable e) {
            LOG.warn("{} could not be looked up: {}", session.client(), e.getMessage());
        }
    }

    /// To be called once a second.
    void tick() {
        var now = setup.clock().instant();
        presence.all()
                .forEach(
                        session -> {
                            if (!session.isChild() && session.expired(now, grace(session))) {
                                end(session, EndReason.EXPIRED);
                            } else {
                                session.tick();
                            }
                        });
    }

    /// MQTT has no way to renew a token, so its clients may stay a little longer; not all for the
    /// same time. Source: iot-hub-protocol, sections 1.1 and 13.
    private Duration grace(DeviceSession session) {
        return switch (session.grant().claim().transport()) {
            case MQTT, MQTT_WEB_SOCKET ->
                    limits().tokenGrace()
                            .plusMillis(
                                    Math.floorMod(
                                            session.client().hashCode(),
                                            Math.max(1, limits().tokenGraceJitter().toMillis())));
            case AMQP, AMQP_WEB_SOCKET, HTTPS -> Duration.ZERO;
        };
    }

    List<AccessPolicy<HubRight>> policies() {
        return stores().devices()
                .hub(hostName)
                .map(EmbeddedHubDefinition::policies)
                .orElse(List.of());
    }

    LiveStores stores() {
        return setup.stores();
    }

    MethodCalls calls() {
        return calls;
    }

    Denials denials() {
        return setup.denials();
    }

    LongSupplier nanos() {
        return setup.nanos();
    }
}
