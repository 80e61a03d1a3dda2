package berth.store.sql;

import berth.core.hub.event.EventOutbox;
import berth.core.hub.event.HubEvent;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.util.List;

/// Events on their way out, in the database.
public final class SqlEventOutbox implements EventOutbox {
    private final Database database;
    private final EventRows events;

    SqlEventOutbox(Database database, EventRows events) {
        this.database = database;
        this.events = events;
    }

    @Override
    public List<HubEvent> read(HubHostName hub, long after, int limit) {
        Limits.records(limit);
        return database.read(
                "events of " + hub, session -> events.read(session, hub, after, limit));
    }

    @Override
    public long last(HubHostName hub) {
        return database.read(
                "events of " + hub,
                session -> HubCounters.last(session, hub, HubCounters.Kind.EVENT));
    }

    /// Without subscriptions nobody waits for anything.
    private static final String SLOWEST =
            """
            SELECT COALESCE(MIN(told), 9223372036854775807) AS told
            FROM hub_subscription WHERE hub = ?
            """;

    @Override
    public int forget(HubHostName hub, Duration age, int limit) {
        return database.write(
                "forgetting events of " + hub,
                session -> {
                    long done =
                            session.query(SLOWEST).bind(hub.value()).one(row -> row.number("told"));
                    return events.forget(session, hub, done, age, limit);
                });
    }
}
