package berth.store.sql;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// PostgreSQL, limited to what engines that speak its protocol share: no advisory locks, no
/// notifications, no temporary tables, no sequences.
final class PostgresDialect implements Dialect {
    private static final String NOW =
            "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";

    /// Bounded by the number of statements in this package.
    private final ConcurrentMap<String, String> texts = new ConcurrentHashMap<>();

    @Override
    public String text(String template) {
        return texts.computeIfAbsent(
                template,
                text ->
                        text.replace("{name}", "TEXT COLLATE \"C\"")
                                .replace("{bytes}", "BYTEA")
                                .replace("{now}", NOW)
                                .replace("{lock}", "FOR UPDATE")
                                .replace("{skipLocked}", "FOR UPDATE SKIP LOCKED"));
    }

    @Override
    public boolean hasClock() {
        return true;
    }
}
