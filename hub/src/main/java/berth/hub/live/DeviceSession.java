package berth.hub.live;

import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.message.CommandQueue.Settlement;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.LockedCommand;
import berth.core.hub.role.Permission;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.hub.registry.DeviceNews.Desired;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// One client at the hub: its connection, a single request of it (HTTPS), or a child of a gateway
/// on the gateway's connection. Everything it asks is judged by its role, as it is now.
///
/// Safe for any number of threads. Methods block while they ask the store, unless they say
/// otherwise.
///
/// @see berth.core.error.StoreUnavailable which every method that blocks may throw: the client
///   should be told to come again
public final class DeviceSession {
    /// As much of the client as a connection has to know.
    private record Standing(String generationId, @Nullable RoleName role, String scope) {
        static Standing of(ClientState state) {
            return new Standing(state.generationId(), state.role(), state.scope());
        }
    }

    /// A role that nobody can define: until the client is looked up it may do the least.
    private static final RoleName NOBODY_YET = new RoleName("unknown-yet");

    private final LiveHub hub;
    private final Grant grant;
    private final HubClient client;
    private final Outlet outlet;
    private final @Nullable DeviceSession gateway;
    private final long connection;
    private final Map<String, Integer> resumed;
    private final Listening listening = new Listening();
    private final DesiredFeed feed = new DesiredFeed();
    private final CommandPump pump;

    private volatile Standing standing;

    /// How often the session was told of changes.
    private int told;

    private volatile @Nullable Instant expiresAt;
    private volatile boolean over;
    private volatile @Nullable ConcurrentHashMap<DeviceId, DeviceSession> children;

    /// A session that knows nothing of its client until [#begin].
    DeviceSession(
            LiveHub hub,
            Grant grant,
            HubClient client,
            Outlet outlet,
            @Nullable DeviceSession gateway,
            Remembered remembered) {
        this.hub = hub;
        this.grant = grant;
        this.client = client;
        this.outlet = outlet;
        this.gateway = gateway;
        this.connection = remembered.connection();
        this.resumed = remembered.filters();
        this.standing = new Standing(grant.generationId(), NOBODY_YET, "");
        this.expiresAt = grant.expiresAt();
        this.pump =
                new CommandPump(
                        () -> hub.lock(client, hub.holder(this), hub.limits().commandLockTime()),
                        outlet::command,
                        this::takesCommands,
                        hub.limits().commandLockTime(),
                        hub.nanos());
    }

    /// What the store remembered of the client.
    ///
    /// @param connection 0 for what is no connection
    record Remembered(long connection, Map<String, Integer> filters) {
        static final Remembered NOTHING = new Remembered(0, Map.of());
    }

    public HubClient client() {
        return client;
    }

    public Grant grant() {
        return grant;
    }

    /// What the client listened to when it was here last, by the protocol's own names; see
    /// [#listen]. Does not block.
    public Map<String, Integer> resumed() {
        return resumed;
    }

    /// Whether the session is over, whoever ended it. Does not block.
    public boolean over() {
        return over;
    }

    /// What the client's role allows, as it is now. Does not block.
    public Role role() {
        return hub.roles().effective(standing.role());
    }

    long connection() {
        return connection;
    }

    String scope() {
        return standing.scope();
    }

    /// Whether the client may listen to this. Desired properties may be listened to by everybody:
    /// what it is sent of them is what its role lets it see. Does not block.
    public Outcome mayListen(Feature feature) {
        return switch (feature) {
            case COMMANDS, METHODS ->
                    judge(
                            Permission.RECEIVE_COMMANDS,
                            Permission.RELAY_COMMANDS,
                            "device.commands.denied");
            case DESIRED -> asManager("device.twin.denied");
        };
    }

    /// The client listens to these from now on, and to nothing else. Pushes begin at once; commands
    /// when there is room for them. Does not block and is not remembered: see [#remember].
    public void listen(Set<Feature> features) {
        listening.set(features);
        pump.signal();
    }

    /// Remembers what the client listens to for its next connection, by the protocol's own names.
    ///
    /// @param filters with a number of the protocol's, 0 or 1
    public void remember(Map<String, Integer> filters) {
        if (connection != 0) {
            hub.stores().sessions().subscriptions(hub.hostName(), client, filters);
        }
    }

    /// The connection takes so many more cloud-to-device messages. Does not block.
    public void giveRoom(int more) {
        pump.give(more);
    }

    /// The connection takes so many cloud-to-device messages from now on. Does not block.
    public void setRoom(int messages) {
        pump.room(messages);
    }

    /// Stores what the client sends, all of it or nothing, in this order; durable when it returns.
    ///
    /// | error | what to do |
    /// | --- | --- |
    /// | ROLE_FORBIDS | never, unless the role changes |
    /// | MESSAGE_TOO_LARGE, ARGUMENT_INVALID | never |
    /// | SERVER_BUSY | later: the client keeps what it has |
    public Outcome telemetry(List<DeviceMessage> messages) {
        var judged =
                judge(
                        Permission.SEND_TELEMETRY,
                        Permission.SEND_CHILD_TELEMETRY,
                        "device.telemetry.denied");
        return judged instanceof Outcome.Done
                ? hub.store(this, standing.generationId(), messages)
                : judged;
    }

    /// The client's twin, as far as its role lets it see it.
    public TwinAnswer twin() {
        return asManager("device.twin.denied") instanceof Outcome.Refused(var error, var message)
                ? new TwinAnswer.Refused(error, message)
                : hub.twin(client, role());
    }

    /// Merges reported properties.
    ///
    /// @param version the version they must have, or null
    public TwinAnswer report(JsonObject patch, @Nullable Long version) {
        if (asManager("device.twin.denied") instanceof Outcome.Refused(var error, var message)) {
            return new TwinAnswer.Refused(error, message);
        }
        var key = role().firstNotReportable(patch);
        if (key.isPresent()) {
            var message =
                    "role %s does not let a device report \"%s\""
                            .formatted(role().name(), shortened(key.get()));
            hub.denials().role(hub.hostName(), grant.claim(), "device.report.denied", message);
            return new TwinAnswer.Refused(HubError.ROLE_FORBIDS, message);
        }
        return hub.report(this, patch, version);
    }

    /// The response to a direct method. A late one and one that nobody asked for are dropped. Does
    /// not block.
    public void respond(UUID call, int status, ByteString payload) {
        hub.calls().answer(client, call, new MethodResult.Answered(status, payload));
    }

    /// Locks the client's next cloud-to-device message for it, if there is one: for clients that
    /// ask instead of being sent.
    public Optional<LockedCommand> receive(Duration lockTime) {
        return mayListen(Feature.COMMANDS) instanceof Outcome.Done
                ? hub.lock(client, hub.holder(this), lockTime)
                : Optional.empty();
    }

    /// Settles a cloud-to-device message. The room it took is the connection's to give again.
    ///
    /// @return false if it is not locked (any more): it comes again, or somebody has settled it
    public boolean settle(UUID lock, Settlement settlement) {
        boolean settled =
                hub.stores()
                        .commands()
                        .settle(
                                hub.hostName(),
                                client,
                                lock,
                                settlement,
                                hub.limits().deliveriesMax());
        if (settlement == Settlement.ABANDON || settlement == Settlement.RETURN) {
            pump.signal();
        }
        return settled;
    }

    /// A device that is assigned to this one, on this one's connection.
    public ChildAnswer child(DeviceId child) {
        return hub.child(this, child);
    }

    /// What became of the wish to speak for another device.
    public sealed interface ChildAnswer {
        record Child(DeviceSession session) implements ChildAnswer {}

        /// `message` is safe for the client.
        record Refused(HubError error, String message) implements ChildAnswer {}
    }

    /// The client has shown a new token in time.
    public void renew(Grant renewed) {
        expiresAt = renewed.expiresAt();
    }

    /// The client has gone, or the connection is lost. Does nothing when the session is over.
    ///
    /// @param fresh whether what the client listens to is to be forgotten
    public void close(boolean fresh) {
        hub.close(this, fresh);
    }

    private Outcome asManager(String action) {
        return gateway == null
                ? Outcome.DONE
                : gateway.allowed(Permission.MANAGE_CHILDREN, action, grant.claim());
    }

    /// A child may do what both its own role and the role of its gateway allow.
    private Outcome judge(Permission own, Permission relay, String action) {
        if (gateway != null
                && gateway.allowed(relay, action, grant.claim()) instanceof Outcome.Refused no) {
            return no;
        }
        return allowed(own, action, grant.claim());
    }

    private Outcome allowed(Permission permission, String action, Claim claim) {
        var role = role();
        if (role.allows(permission)) {
            return Outcome.DONE;
        }
        var message =
                "role %s of %s lacks %s".formatted(role.name(), client, permission.spelling());
        hub.denials().role(hub.hostName(), claim, action, message);
        return new Outcome.Refused(HubError.ROLE_FORBIDS, message);
    }

    private boolean takesCommands() {
        var relay = gateway;
        return !over
                && listening.to(Feature.COMMANDS)
                && role().allows(Permission.RECEIVE_COMMANDS)
                && (relay == null || relay.role().allows(Permission.RELAY_COMMANDS));
    }

    boolean takesMethods() {
        return !over && listening.to(Feature.METHODS);
    }

    boolean isChild() {
        return gateway != null;
    }

    @Nullable DeviceSession gateway() {
        return gateway;
    }

    ConcurrentHashMap<DeviceId, DeviceSession> children() {
        var there = children;
        if (there == null) {
            synchronized (this) {
                there = children;
                if (there == null) {
                    there = new ConcurrentHashMap<>(4);
                    children = there;
                }
            }
        }
        return there;
    }

    boolean hasChildren() {
        var there = children;
        return there != null && !there.isEmpty();
    }

    Outlet outletForChildren() {
        return outlet;
    }

    void call(MethodCall call) {
        outlet.method(call);
    }

    /// There may be a message for the client.
    void wake() {
        pump.signal();
    }

    /// How often the session was told of changes, to be given to [#begin].
    synchronized int told() {
        return told;
    }

    /// The client as it was read from the store.
    ///
    /// @param before what [#told] said before it was read
    /// @return false if it has changed meanwhile: it is to be read again
    synchronized boolean begin(ClientState state, int before) {
        if (told != before) {
            return false;
        }
        standing = Standing.of(state);
        feed.begin(state.twin().desired().version());
        return true;
    }

    /// The client as it is stored has changed.
    void changed(ClientState state, Desired desired) {
        synchronized (this) {
            told++;
            standing = Standing.of(state);
        }
        var section = state.twin().desired();
        switch (desired) {
            case Desired.Untouched _ -> {}
            case Desired.Merged(JsonObject patch) -> desired(section.version(), patch);
            case Desired.Replaced _ -> desired(section.version(), section.data());
        }
        pump.signal();
    }

    /// Desired properties have changed.
    void desired(long version, JsonObject patch) {
        feed.next(version, patch).forEach(this::send);
    }

    private void send(DesiredFeed.Change change) {
        if (over || !listening.to(Feature.DESIRED)) {
            return;
        }
        var visible = role().visible(change.patch());
        if (!visible.isEmpty() || change.patch().isEmpty()) {
            outlet.desired(client, TwinView.versioned(visible, change.version()), change.version());
        }
    }

    /// To be called now and then.
    void tick() {
        feed.tick().forEach(this::send);
        pump.tick();
    }

    /// Whether the token has been of no use for `grace`.
    boolean expired(Instant now, Duration grace) {
        var end = expiresAt;
        return end != null && now.isAfter(end.plus(grace));
    }

    boolean sameGeneration(ClientState state) {
        return standing.generationId().equals(state.generationId());
    }

    /// @return whether it was not over before
    synchronized boolean finish() {
        boolean first = !over;
        over = true;
        return first;
    }

    void tellEnd(EndReason reason) {
        outlet.end(reason);
    }

    void tellChildEnded(EndReason reason) {
        outlet.childEnded(client, reason);
    }

    private static String shortened(String key) {
        return key.length() <= 64 ? key : key.substring(0, 64) + "…";
    }
}
