package berth.store.sql;

import berth.core.id.IdScope;
import berth.core.usage.UsageKind;
import berth.core.usage.UsageStore;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.random.RandomGenerator;

/// Rows that count operations, in as many parts as transactions run at once.
final class UsageRows {
    private final int parts;
    private final RandomGenerator random;

    /// @param parts 1 where one transaction runs at a time
    UsageRows(int parts, RandomGenerator random) {
        this.parts = parts;
        this.random = random;
    }

    private static final String COUNT =
            """
            INSERT INTO usage_count (scope, day, kind, part, count)
            VALUES (?, ?, ?, ?, 1)
            ON CONFLICT (scope, day, kind, part) DO UPDATE SET count = usage_count.count + 1
            """;

    /// Last in its transaction: the row stays locked from here to the commit.
    void count(Session session, IdScope scope, UsageKind kind, Instant now) throws SQLException {
        var day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        session.query(COUNT)
                .bind(scope.value())
                .bind(day.toEpochDay())
                .bind(kind)
                .bind(parts == 1 ? 0 : random.nextInt(parts))
                .run();
    }

    private static final String READ =
            """
            SELECT day, kind, SUM(count) AS total
            FROM usage_count
            WHERE scope = ? AND day >= ? AND day <= ?
            GROUP BY day, kind
            ORDER BY day, kind
            """;

    List<UsageStore.Usage> read(Session session, IdScope scope, LocalDate first, LocalDate last)
            throws SQLException {
        return session.query(READ)
                .bind(scope.value())
                .bind(first.toEpochDay())
                .bind(last.toEpochDay())
                .all(
                        row ->
                                new UsageStore.Usage(
                                        LocalDate.ofEpochDay(row.number("day")),
                                        UsageKind.valueOf(row.text("kind")),
                                        row.number("total")));
    }
}
