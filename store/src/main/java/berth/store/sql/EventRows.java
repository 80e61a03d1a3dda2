package berth.store.sql;

import berth.core.hub.HubClient;
import berth.core.hub.event.EventDraft;
import berth.core.hub.event.HubEvent;
import berth.core.id.HubHostName;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Rows of events, written in the transaction of the change they tell of.
final class EventRows {
    private final Sealing sealing;

    EventRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String INSERT =
            """
            INSERT INTO hub_event (hub, sequence, client, kind, at, data)
            VALUES (?, ?, ?, ?, ?, ?)
            """;

    /// Last in its transaction: others that have something to tell wait from here to the commit.
    ///
    /// @param drafts at least one
    /// @return the sequence of the last one
    long append(Session session, HubHostName hub, List<EventDraft> drafts) throws SQLException {
        var tick = HubCounters.take(session, hub, HubCounters.Kind.EVENT, drafts.size());
        long sequence = tick.last() - drafts.size();
        for (var draft : drafts) {
            insert(session, draft.placed(hub, ++sequence, tick.at()));
        }
        return tick.last();
    }

    void appendAny(Session session, HubHostName hub, List<EventDraft> drafts) throws SQLException {
        if (!drafts.isEmpty()) {
            append(session, hub, drafts);
        }
    }

    private static void insert(Session session, HubEvent event) throws SQLException {
        session.query(INSERT)
                .bind(event.hub().value())
                .bind(event.sequence())
                .bind(event.client().text())
                .bind(event.kind())
                .bind(event.at())
                .bind(StoredJson.text(event.data()))
                .run();
    }

    private static final String READ =
            """
            SELECT sequence, client, kind, at, data
            FROM hub_event
            WHERE hub = ? AND sequence > ?
            ORDER BY sequence
            LIMIT ?
            """;

    /// A corrupt event is reported and passed over: it must not hold the others for ever.
    List<HubEvent> read(Session session, HubHostName hub, long after, int limit)
            throws SQLException {
        return session.query(READ)
                .bind(hub.value())
                .bind(after)
                .bind(limit)
                .sound(row -> event(hub, "hub_event", row));
    }

    /// The event in a row with the columns sequence, client, kind, at and data.
    HubEvent event(HubHostName hub, String table, Row row) throws SQLException {
        long sequence = row.number("sequence");
        var stored = new StoredRow(sealing, table, hub.value(), Long.toString(sequence));
        return stored.decode(
                () ->
                        new HubEvent(
                                sequence,
                                hub,
                                HubClient.parse(row.text("client")),
                                HubEvent.Kind.valueOf(row.text("kind")),
                                row.instant("at"),
                                StoredJson.object(row.text("data"))));
    }

    private record Place(long sequence, Instant at) {}

    private static final String OLDEST =
            """
            SELECT sequence, at FROM hub_event
            WHERE hub = ? AND sequence <= ?
            ORDER BY sequence
            LIMIT ?
            """;

    private static final String DELETE = "DELETE FROM hub_event WHERE hub = ? AND sequence <= ?";

    /// Looks at the oldest only: times never go back, so behind one that is young all are.
    ///
    /// @param done no event after this one may go
    int forget(Session session, HubHostName hub, long done, Duration age, int limit)
            throws SQLException {
        var due = session.now().minus(age);
        var last =
                session
                        .query(OLDEST)
                        .bind(hub.value())
                        .bind(done)
                        .bind(limit)
                        .all(row -> new Place(row.number("sequence"), row.instant("at")))
                        .stream()
                        .takeWhile(place -> !place.at().isAfter(due))
                        .reduce((_, later) -> later);
        return last.isEmpty()
                ? 0
                : session.query(DELETE).bind(hub.value()).bind(last.get().sequence()).run();
    }

    private static final String DELETE_ALL = "DELETE FROM hub_event WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
    }
}
