package berth.store.sql;

import berth.core.hub.HubClient;
import berth.core.hub.event.EventDraft;
import berth.core.hub.session.SessionStore;
import berth.core.hub.session.StoredSession;
import berth.core.id.HubHostName;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sessions in the database. A connection's number is the sequence of the event it began with: it
/// grows for ever, even over sessions that were forgotten.
public final class SqlSessionStore implements SessionStore {
    private final Database database;
    private final SessionRows rows;
    private final EventRows events;

    SqlSessionStore(Database database, SessionRows rows, EventRows events) {
        this.database = database;
        this.rows = rows;
        this.events = events;
    }

    @Override
    public Begun begin(HubHostName hub, HubClient client, String node, boolean fresh) {
        return database.writeInLane(
                HubCounters.lane(hub, HubCounters.Kind.EVENT),
                "session of " + client,
                session -> begin(session, hub, client, node, fresh));
    }

    private Begun begin(
            Session session, HubHostName hub, HubClient client, String node, boolean fresh)
            throws SQLException {
        var before = rows.lock(session, hub, client);
        var now = session.now();
        boolean known = !fresh && before.filter(SessionRows.Stored::waits).isPresent();
        Map<String, Integer> filters = known ? before.orElseThrow().filters() : Map.of();
        long connection = events.append(session, hub, news(before, client));
        var after = new SessionRows.Stored(client, connection, node, fresh, true, filters, now);
        if (before.isPresent()) {
            rows.update(session, hub, after);
        } else {
            rows.insert(session, hub, after);
        }
        return new Begun(connection, filters, known);
    }

    private static List<EventDraft> news(Optional<SessionRows.Stored> before, HubClient client) {
        return before.filter(SessionRows.Stored::connected).isPresent()
                ? List.of(EventDraft.disconnected(client), EventDraft.connected(client))
                : List.of(EventDraft.connected(client));
    }

    @Override
    public void subscriptions(HubHostName hub, HubClient client, Map<String, Integer> filters) {
        database.write(
                "subscriptions of " + client,
                session -> rows.filters(session, hub, client, filters));
    }

    @Override
    public boolean end(HubHostName hub, HubClient client, long connection, boolean fresh) {
        return database.writeInLane(
                HubCounters.lane(hub, HubCounters.Kind.EVENT),
                "end of session of " + client,
                session -> {
                    var before = rows.lock(session, hub, client);
                    boolean last =
                            before.filter(SessionRows.Stored::connected)
                                    .filter(row -> row.connection() == connection)
                                    .isPresent();
                    if (last) {
                        var ended = before.orElseThrow().ended(fresh, session.now());
                        rows.update(session, hub, ended);
                        events.append(session, hub, List.of(EventDraft.disconnected(client)));
                    }
                    return last;
                });
    }

    @Override
    public Optional<StoredSession> session(HubHostName hub, HubClient client) {
        return database.read("session of " + client, session -> rows.find(session, hub, client))
                .map(
                        row ->
                                new StoredSession(
                                        row.connection(),
                                        row.node(),
                                        row.changedAt(),
                                        row.filters()));
    }

    @Override
    public long connected(HubHostName hub) {
        return database.read("connections of " + hub, session -> rows.connected(session, hub));
    }

    /// A transaction for each hub, so that none of them waits for another hub's events.
    @Override
    public int endAll(String node, int limit) {
        int ended = 0;
        var open = database.read("sessions of " + node, s -> rows.open(s, node, limit));
        for (int from = 0; from < open.size(); ) {
            var hub = open.get(from).hub();
            int to = from;
            while (to < open.size() && open.get(to).hub().equals(hub)) {
                to++;
            }
            var clients = open.subList(from, to).stream().map(SessionRows.Open::client).toList();
            ended +=
                    database.writeInLane(
                            HubCounters.lane(hub, HubCounters.Kind.EVENT),
                            "end of sessions of " + node,
                            s -> endAll(s, hub, clients, node));
            from = to;
        }
        return ended;
    }

    private int endAll(Session session, HubHostName hub, List<HubClient> clients, String node)
            throws SQLException {
        var news = new ArrayList<EventDraft>();
        for (var client : clients) {
            var row = rows.lock(session, hub, client).filter(found -> node.equals(found.node()));
            if (row.isPresent()) {
                var was = row.get();
                rows.update(session, hub, was.ended(was.passing(), session.now()));
                news.add(EventDraft.disconnected(client));
            }
        }
        events.appendAny(session, hub, news);
        return news.size();
    }

    @Override
    public int forget(Duration age, int limit) {
        return database.write("forgetting sessions", session -> rows.forget(session, age, limit));
    }
}
