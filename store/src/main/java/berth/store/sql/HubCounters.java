package berth.store.sql;

import berth.core.id.HubHostName;

import java.sql.SQLException;
import java.time.Instant;

/// Numbers that grow within a hub and become visible in their order: whoever takes one keeps the
/// counter's row locked until its transaction ends, so take it last, right before it is used.
final class HubCounters {
    enum Kind {
        EVENT,
        COMMAND
    }

    /// For [Database#writeInLane].
    static String lane(HubHostName hub, Kind kind) {
        return kind + " of " + hub;
    }

    /// @param last the last number that was taken
    /// @param at the time now, never before that of a smaller number
    record Tick(long last, Instant at) {}

    private HubCounters() {}

    private static final String TAKE =
            """
            INSERT INTO hub_counter (hub, kind, last_number, last_at)
            VALUES (?, ?, ?, {now})
            ON CONFLICT (hub, kind) DO UPDATE SET
                last_number = hub_counter.last_number + excluded.last_number,
                last_at = CASE WHEN excluded.last_at > hub_counter.last_at
                    THEN excluded.last_at ELSE hub_counter.last_at END
            RETURNING last_number, last_at
            """;

    /// Takes `count` numbers.
    static Tick take(Session session, HubHostName hub, Kind kind, int count) throws SQLException {
        return session.query(TAKE)
                .bind(hub.value())
                .bind(kind)
                .bind(count)
                .now()
                .one(row -> new Tick(row.number("last_number"), row.instant("last_at")));
    }

    private static final String LAST =
            "SELECT last_number FROM hub_counter WHERE hub = ? AND kind = ?";

    /// The last number anybody took, 0 if nobody did.
    static long last(Session session, HubHostName hub, Kind kind) throws SQLException {
        return session.query(LAST)
                .bind(hub.value())
                .bind(kind)
                .first(row -> row.number("last_number"))
                .orElse(0L);
    }
}
