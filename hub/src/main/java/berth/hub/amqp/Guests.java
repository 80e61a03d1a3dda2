package berth.hub.amqp;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.message.CommandQueue.Settlement;
import berth.hub.live.Claim;
import berth.hub.live.DeviceSession;
import berth.hub.live.DeviceSession.ChildAnswer;
import berth.hub.live.EndReason;
import berth.hub.live.Entrance;
import berth.hub.live.Grant;
import berth.hub.live.LiveHub;
import berth.hub.live.Proof;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpError;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The devices and modules of one connection: who has proven what, and who has a session. Owned by
/// the connection's thread, except where it says otherwise.
///
/// A client comes in by a token it has shown before, by the connection's certificate, or, where the
/// connection is a single other device's, as a child of that one.
final class Guests {
    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

    /// What became of the wish to come in.
    private sealed interface Entry {
        record In(DeviceSession session, @Nullable HubOutlet outlet) implements Entry {}

        record Out(AmqpError error) implements Entry {}
    }

    private final AmqpConnection connection;
    private final House house;
    private final Supplier<LiveHub> hub;
    private final Line line;
    private final Map<HubClient, Grant> grants = new HashMap<>();
    private final Map<HubClient, Guest> guests = new HashMap<>();
    private final Map<HubOutlet, Guest> byOutlet = new HashMap<>();

    /// What must be closed with the connection; for any number of threads.
    private final Set<DeviceSession> sessions = ConcurrentHashMap.newKeySet();

    private volatile boolean over;

    /// @param hub the hub; known by now
    /// @param line in which clients come and go
    Guests(AmqpConnection connection, House house, Supplier<LiveHub> hub, Line line) {
        this.connection = connection;
        this.house = house;
        this.hub = hub;
        this.line = line;
    }

    @Nullable Guest find(HubClient client) {
        var guest = guests.get(client);
        return guest == null || guest.isOver() ? null : guest;
    }

    int proven() {
        return grants.size();
    }

    boolean isEmpty() {
        return grants.isEmpty() && guests.isEmpty();
    }

    boolean hasProven(HubClient client) {
        return grants.containsKey(client);
    }

    /// A client has proven to be itself, or has done so again.
    void prove(Grant grant) {
        var client = grant.claim().client();
        grants.put(client, grant);
        var guest = find(client);
        if (guest != null) {
            guest.session().renew(grant);
        }
    }

    /// Lets a client in, or tells why not, when its turn comes.
    ///
    /// @param model what it says it is, or null
    void enter(
            HubClient client, @Nullable String model, Consumer<Guest> in, Consumer<AmqpError> out) {
        line.add(() -> entering(client, model, in, out));
    }

    private @Nullable Supplier<Runnable> entering(
            HubClient client, @Nullable String model, Consumer<Guest> in, Consumer<AmqpError> out) {
        var there = find(client);
        if (there != null) {
            in.accept(there);
            return null;
        }
        var grant = grants.get(client);
        if (grant != null) {
            return opening(named(grant, model), in, out);
        }
        var gateway = single(client);
        if (gateway != null) {
            return relaying(gateway, client, in, out);
        }
        var other = singleGrant(client);
        if (other != null) {
            // The gateway itself has no link yet: it comes in first.
            return opening(other, came -> line.add(() -> relaying(came, client, in, out)), out);
        }
        if (connection.peer().certificates().isEmpty()) {
            out.accept(house.errors().unauthorized());
            return null;
        }
        return byCertificate(client, model, in, out);
    }

    private Supplier<Runnable> relaying(
            Guest gateway, HubClient child, Consumer<Guest> in, Consumer<AmqpError> out) {
        return () -> {
            var entry = relayed(gateway, child);
            return () -> {
                settleEntry(entry, gateway, in, out);
                if (entry instanceof Entry.Out) {
                    mayLeave(gateway);
                }
            };
        };
    }

    private Supplier<Runnable> opening(Grant grant, Consumer<Guest> in, Consumer<AmqpError> out) {
        return () -> {
            var entry = open(grant);
            return () -> settleEntry(entry, null, in, out);
        };
    }

    private Supplier<Runnable> byCertificate(
            HubClient client, @Nullable String model, Consumer<Guest> in, Consumer<AmqpError> out) {
        var claim =
                new Claim(
                        client,
                        new Proof.Certificates(connection.peer().certificates()),
                        house.transport(),
                        connection.peer().address(),
                        model);
        return () -> {
            var entry =
                    switch (hub.get().authenticate(claim)) {
                        case Entrance.Admitted(Grant grant) -> open(grant);
                        case Entrance.Refused _ -> new Entry.Out(house.errors().unauthorized());
                        case Entrance.Unavailable _ -> new Entry.Out(unavailable());
                    };
            return () -> settleEntry(entry, null, in, out);
        };
    }

    /// On the connection's thread.
    private void settleEntry(
            Entry entry, @Nullable Guest gateway, Consumer<Guest> in, Consumer<AmqpError> out) {
        switch (entry) {
            case Entry.In(var session, _) when session.over() ->
                    out.accept(error(EndReason.TAKEN_OVER));
            // Two links of a child that came before its gateway had one.
            case Entry.In(var session, _) when guestOf(session).isPresent() ->
                    guestOf(session).ifPresent(in);
            case Entry.In(var session, var outlet) -> {
                var guest = new Guest(session, gateway, house.errors());
                var before = guests.put(session.client(), guest);
                if (before != null) {
                    byOutlet.values().remove(before);
                }
                if (outlet != null) {
                    byOutlet.put(outlet, guest);
                }
                in.accept(guest);
            }
            case Entry.Out(var error) -> out.accept(error);
        }
    }

    private Optional<Guest> guestOf(DeviceSession session) {
        return Optional.ofNullable(guests.get(session.client()))
                .filter(there -> there.session() == session && !there.isOver());
    }

    private static Grant named(Grant grant, @Nullable String model) {
        var claim = grant.claim();
        return model == null
                ? grant
                : new Grant(
                        new Claim(
                                claim.client(),
                                claim.proof(),
                                claim.transport(),
                                claim.source(),
                                model),
                        grant.generationId(),
                        grant.authMethod(),
                        grant.expiresAt());
    }

    /// The one device whose connection this is; null if there are several or none.
    private @Nullable Guest single(HubClient child) {
        var own =
                guests.values().stream()
                        .filter(guest -> guest.gateway() == null && !guest.isOver())
                        .toList();
        return own.size() == 1
                        && grants.size() <= 1
                        && !child.isModule()
                        && !own.getFirst().client().isModule()
                ? own.getFirst()
                : null;
    }

    private @Nullable Grant singleGrant(HubClient child) {
        if (grants.size() != 1 || child.isModule()) {
            return null;
        }
        var grant = grants.values().iterator().next();
        return grant.claim().client().isModule() ? null : grant;
    }

    /// Blocks.
    private Entry open(Grant grant) {
        var end = grant.expiresAt();
        if (end != null
                && house.clock().instant().isAfter(end.plus(hub.get().limits().tokenGrace()))) {
            return new Entry.Out(
                    house.errors()
                            .of(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "the token has expired"));
        }
        var outlet = new HubOutlet(connection, this);
        return switch (hub.get().open(grant, outlet, false)) {
            case LiveHub.Opening.Open(var session) -> {
                keep(session);
                yield new Entry.In(session, outlet);
            }
            case LiveHub.Opening.Refused(var error, var reason) ->
                    new Entry.Out(house.errors().of(error, reason));
            case LiveHub.Opening.Unavailable _ -> new Entry.Out(unavailable());
        };
    }

    /// Blocks.
    private Entry relayed(Guest gateway, HubClient child) {
        try {
            return switch (gateway.session().child(child.deviceId())) {
                case ChildAnswer.Child(var session) -> {
                    keep(session);
                    yield new Entry.In(session, null);
                }
                case ChildAnswer.Refused(var error, var message) ->
                        new Entry.Out(house.errors().of(error, message));
            };
        } catch (StoreUnavailable e) {
            LOG.warn("{} cannot speak for {}: {}", gateway.client(), child, e.getMessage());
            return new Entry.Out(unavailable());
        }
    }

    private AmqpError unavailable() {
        return house.errors().of(HubError.SERVER_BUSY, "the hub cannot reach its store; try again");
    }

    /// Either this sees that the connection is over, or [#closed] sees the session.
    private void keep(DeviceSession session) {
        sessions.add(session);
        if (over) {
            session.close(false);
        }
    }

    /// A link of a guest is gone. Who has none left is not connected any more.
    void mayLeave(Guest guest) {
        line.add(
                () -> {
                    if (!guest.isIdle() || guests.get(guest.client()) != guest) {
                        return null;
                    }
                    guests.remove(guest.client());
                    byOutlet.values().remove(guest);
                    guest.leave();
                    var gateway = guest.gateway();
                    return () -> {
                        close(guest.session());
                        return () -> {
                            if (gateway != null) {
                                mayLeave(gateway);
                            }
                        };
                    };
                });
    }

    private void close(DeviceSession session) {
        sessions.remove(session);
        session.close(false);
    }

    /// The hub has ended a session, or one of its children's.
    void ended(HubOutlet outlet, EndReason reason) {
        var guest = byOutlet.get(outlet);
        if (guest == null) {
            return;
        }
        if (guest.session().over()) {
            byOutlet.remove(outlet);
            if (reason != EndReason.TAKEN_OVER) {
                grants.remove(guest.client());
            }
        }
        for (var one : List.copyOf(guests.values())) {
            if ((one == guest || one.gateway() == guest) && one.session().over()) {
                LOG.info("{} is detached: {}", one.client(), reason);
                guests.remove(one.client());
                sessions.remove(one.session());
                one.leave();
                one.end(error(reason));
            }
        }
    }

    private AmqpError error(EndReason reason) {
        var errors = house.errors();
        return switch (reason) {
            case TAKEN_OVER -> errors.of("amqp:link:stolen", "the client has connected anew");
            case DISABLED -> errors.unauthorized();
            case DELETED -> errors.of(HubError.DEVICE_NOT_FOUND, "the identity is gone");
            case EXPIRED ->
                    errors.of(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "the token has expired");
        };
    }

    /// Settles a message for a guest, and tells whether its lock was still there.
    void settle(Guest guest, UUID lock, Settlement settlement, Consumer<Boolean> then) {
        connection.work(
                () -> {
                    boolean settled = settled(guest, lock, settlement);
                    connection.later(Duration.ZERO, () -> then.accept(settled));
                });
    }

    private static boolean settled(Guest guest, UUID lock, Settlement settlement) {
        try {
            return guest.session().settle(lock, settlement);
        } catch (StoreUnavailable e) {
            // The message comes again when its lock grows old.
            LOG.warn("a message of {} is not settled: {}", guest.client(), e.getMessage());
            return false;
        }
    }

    void closed() {
        over = true;
        if (!sessions.isEmpty()) {
            connection.work(() -> List.copyOf(sessions).forEach(this::close));
        }
    }
}
