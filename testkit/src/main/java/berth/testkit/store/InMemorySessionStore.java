package berth.testkit.store;

import berth.core.hub.HubClient;
import berth.core.hub.event.EventDraft;
import berth.core.hub.session.SessionStore;
import berth.core.hub.session.StoredSession;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Sessions in memory, with their events in an outbox. Any thread.
public final class InMemorySessionStore implements SessionStore {
    private record Key(HubHostName hub, HubClient client) {}

    /// @param passing whether the connection leaves nothing behind when it breaks
    /// @param kept whether there is something to come back to
    private record Session(
            long connection,
            @Nullable String node,
            boolean passing,
            boolean kept,
            Instant changedAt,
            Map<String, Integer> filters) {
        boolean connected() {
            return node != null;
        }

        Session ended(boolean fresh, Instant now) {
            return new Session(
                    connection, null, false, !fresh, now, fresh ? Map.of() : Map.copyOf(filters));
        }
    }

    private final InstantSource clock;
    private final InMemoryEventOutbox outbox;
    private final Failures failures = new Failures();
    private final Map<Key, Session> sessions = new LinkedHashMap<>();

    public InMemorySessionStore(InstantSource clock, InMemoryEventOutbox outbox) {
        this.clock = clock;
        this.outbox = outbox;
    }

    /// Sessions of devices that leave `hubs` go with them.
    public InMemorySessionStore(
            InstantSource clock, InMemoryEventOutbox outbox, InMemoryHubStore hubs) {
        this(clock, outbox);
        hubs.takeAlong(this::remove);
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    @Override
    public synchronized Begun begin(HubHostName hub, HubClient client, String node, boolean fresh) {
        failures.happen();
        var before = Optional.ofNullable(sessions.get(new Key(hub, client)));
        boolean known =
                !fresh
                        && before.filter(was -> was.kept() && !(was.connected() && was.passing()))
                                .isPresent();
        var events = new ArrayList<EventDraft>();
        if (before.filter(Session::connected).isPresent()) {
            events.add(EventDraft.disconnected(client));
        }
        events.add(EventDraft.connected(client));
        long connection = outbox.append(hub, events);
        Map<String, Integer> filters = known ? before.orElseThrow().filters() : Map.of();
        sessions.put(
                new Key(hub, client),
                new Session(connection, node, fresh, true, clock.instant(), filters));
        return new Begun(connection, filters, known);
    }

    @Override
    public synchronized void subscriptions(
            HubHostName hub, HubClient client, Map<String, Integer> filters) {
        failures.happen();
        sessions.computeIfPresent(
                new Key(hub, client),
                (_, was) ->
                        new Session(
                                was.connection(),
                                was.node(),
                                was.passing(),
                                was.kept(),
                                was.changedAt(),
                                Map.copyOf(filters)));
    }

    @Override
    public synchronized boolean end(
            HubHostName hub, HubClient client, long connection, boolean fresh) {
        failures.happen();
        var key = new Key(hub, client);
        var session = sessions.get(key);
        if (session == null || !session.connected() || session.connection() != connection) {
            return false;
        }
        outbox.append(hub, List.of(EventDraft.disconnected(client)));
        sessions.put(key, session.ended(fresh, clock.instant()));
        return true;
    }

    @Override
    public synchronized Optional<StoredSession> session(HubHostName hub, HubClient client) {
        failures.happen();
        return Optional.ofNullable(sessions.get(new Key(hub, client)))
                .map(
                        found ->
                                new StoredSession(
                                        found.connection(),
                                        found.node(),
                                        found.changedAt(),
                                        found.filters()));
    }

    @Override
    public synchronized long connected(HubHostName hub) {
        failures.happen();
        return sessions.entrySet().stream()
                .filter(entry -> entry.getKey().hub().equals(hub) && entry.getValue().connected())
                .count();
    }

    @Override
    public synchronized int endAll(String node, int limit) {
        failures.happen();
        var open =
                sessions.entrySet().stream()
                        .filter(entry -> node.equals(entry.getValue().node()))
                        .limit(limit)
                        .toList();
        for (var entry : open) {
            var key = entry.getKey();
            outbox.append(key.hub(), List.of(EventDraft.disconnected(key.client())));
            sessions.put(key, entry.getValue().ended(entry.getValue().passing(), clock.instant()));
        }
        return open.size();
    }

    @Override
    public synchronized int forget(Duration age, int limit) {
        failures.happen();
        var due = clock.instant().minus(age);
        var old =
                sessions.entrySet().stream()
                        .filter(entry -> !entry.getValue().connected())
                        .filter(entry -> !entry.getValue().changedAt().isAfter(due))
                        .sorted(Comparator.comparing(entry -> entry.getValue().changedAt()))
                        .limit(limit)
                        .map(Map.Entry::getKey)
                        .toList();
        old.forEach(sessions::remove);
        return old.size();
    }

    /// Removes the sessions of a device and its modules, or of one client only.
    private synchronized void remove(HubHostName hub, DeviceId device, Predicate<HubClient> which) {
        for (var key : List.copyOf(sessions.keySet())) {
            var client = key.client();
            if (key.hub().equals(hub) && client.deviceId().equals(device) && which.test(client)) {
                var session = sessions.remove(key);
                if (session != null && session.connected()) {
                    outbox.append(hub, List.of(EventDraft.disconnected(client)));
                }
            }
        }
    }
}
