package berth.store.sql;

import berth.core.hub.message.TelemetryEntry;
import berth.core.hub.message.TelemetryLog;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Telemetry in the database. What is appended together becomes few rows: one a partition and 256
/// records.
public final class SqlTelemetryLog implements TelemetryLog {
    /// Segments of removed hubs that one step of trimming takes along.
    private static final int SWEEP = 32;

    private final Database database;
    private final TelemetryRows rows;

    SqlTelemetryLog(Database database, TelemetryRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public void append(HubHostName hub, List<TelemetryEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var groups = TelemetrySegments.of(entries);
        long bytes = entries.stream().mapToLong(entry -> entry.message().size()).sum();
        database.writeInLane(
                "telemetry of " + hub,
                "telemetry of " + hub,
                session -> {
                    append(session, hub, groups, entries.size(), bytes);
                    return true;
                });
    }

    private void append(
            Session session,
            HubHostName hub,
            List<TelemetrySegments.Group> groups,
            int records,
            long bytes)
            throws SQLException {
        var tick = rows.grow(session, hub, records, bytes);
        long last = tick.last() - records;
        for (var group : groups) {
            last += group.records();
            for (var segment : group.segments()) {
                rows.insert(session, hub, last, tick.at(), segment);
            }
        }
    }

    @Override
    public List<TelemetryRecord> read(
            HubHostName hub, @Nullable Integer partition, long after, int limit, long bytesMax) {
        Limits.records(limit);
        return database.read(
                "telemetry of " + hub,
                session -> {
                    long from = Math.max(after, trimmed(session, hub));
                    return new TelemetryReading(rows, session, hub, partition, limit, bytesMax)
                            .after(from);
                });
    }

    private long trimmed(Session session, HubHostName hub) throws SQLException {
        return rows.head(session, hub).map(TelemetryRows.Head::trimmed).orElse(BEGINNING);
    }

    /// Halves the sequences until it stands at the place: times grow with sequences, so that they
    /// need no index.
    @Override
    public long before(HubHostName hub, int partition, Instant from) {
        return database.read(
                "telemetry of " + hub, session -> before(session, hub, partition, from));
    }

    private long before(Session session, HubHostName hub, int partition, Instant from)
            throws SQLException {
        long trimmed = trimmed(session, hub);
        long low = trimmed;
        long high = end(session, hub, partition).map(TelemetryRows.End::last).orElse(BEGINNING);
        long found = Math.max(low, high);
        while (low < high) {
            long middle = low + (high - low) / 2;
            var next = rows.outlines(session, hub, partition, middle, 1).stream().findFirst();
            if (next.isEmpty()) {
                high = middle;
            } else if (next.get().enqueuedAt().isBefore(from)) {
                low = next.get().last();
            } else {
                found = Math.max(trimmed, next.get().first() - 1);
                high = middle;
            }
        }
        return found;
    }

    private Optional<TelemetryRows.End> end(Session session, HubHostName hub, int partition)
            throws SQLException {
        var last = rows.lastOutline(session, hub, partition);
        return last.isPresent()
                ? last.map(row -> new TelemetryRows.End(row.last(), row.enqueuedAt()))
                : rows.end(session, hub, partition);
    }

    @Override
    public Optional<Span> span(HubHostName hub, int partition) {
        return database.read("telemetry of " + hub, session -> span(session, hub, partition));
    }

    private Optional<Span> span(Session session, HubHostName hub, int partition)
            throws SQLException {
        var last = end(session, hub, partition);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        long trimmed = trimmed(session, hub);
        long first =
                rows.outlines(session, hub, partition, trimmed, 1).stream()
                        .findFirst()
                        .map(row -> Math.max(row.first(), trimmed + 1))
                        .orElse(last.get().last() + 1);
        return Optional.of(new Span(first, last.get().last(), last.get().enqueuedAt()));
    }

    /// Summed up with every append and trimming, in the row that those lock.
    @Override
    public Size size(HubHostName hub) {
        return database.read("telemetry of " + hub, session -> rows.head(session, hub))
                .map(head -> new Size(head.records(), head.bytes()))
                .orElse(new Size(0, 0));
    }

    @Override
    public int trim(HubHostName hub, Retention retention, int limit) {
        database.write("sweeping telemetry of removed hubs", session -> rows.sweep(session, SWEEP));
        return database.write(
                "trimming telemetry of " + hub,
                session -> {
                    var head = rows.lockHead(session, hub);
                    if (head.isEmpty()) {
                        return 0;
                    }
                    var due = session.now().minus(retention.age());
                    return new TelemetryTrim(rows, session, hub, retention, due, limit)
                            .run(head.get());
                });
    }

    private static final String CURSOR =
            "SELECT sequence FROM hub_telemetry_cursor WHERE hub = ? AND consumer = ?";

    @Override
    public long cursor(HubHostName hub, String consumer) {
        return database.read(
                "cursor of " + consumer,
                session ->
                        session.query(CURSOR)
                                .bind(hub.value())
                                .bind(consumer)
                                .first(row -> row.number("sequence"))
                                .orElse(BEGINNING));
    }

    private record Cursor(String consumer, long sequence) {}

    private static final String CURSORS =
            "SELECT consumer, sequence FROM hub_telemetry_cursor WHERE hub = ?";

    @Override
    public Map<String, Long> cursors(HubHostName hub) {
        var cursors = new HashMap<String, Long>();
        database.read(
                        "cursors of " + hub,
                        session ->
                                session.query(CURSORS)
                                        .bind(hub.value())
                                        .all(
                                                row ->
                                                        new Cursor(
                                                                row.text("consumer"),
                                                                row.number("sequence"))))
                .forEach(cursor -> cursors.put(cursor.consumer(), cursor.sequence()));
        return Map.copyOf(cursors);
    }

    private static final String MOVE_CURSOR =
            """
            INSERT INTO hub_telemetry_cursor (hub, consumer, sequence)
            VALUES (?, ?, ?)
            ON CONFLICT (hub, consumer) DO UPDATE SET sequence = excluded.sequence
            WHERE hub_telemetry_cursor.sequence < excluded.sequence
            """;

    @Override
    public void moveCursor(HubHostName hub, String consumer, long sequence) {
        database.write(
                "cursor of " + consumer,
                session ->
                        session.query(MOVE_CURSOR)
                                .bind(hub.value())
                                .bind(consumer)
                                .bind(sequence)
                                .run());
    }

    private static final String FORGET_CURSOR =
            "DELETE FROM hub_telemetry_cursor WHERE hub = ? AND consumer = ?";

    @Override
    public void forgetCursor(HubHostName hub, String consumer) {
        database.write(
                "cursor of " + consumer,
                session -> session.query(FORGET_CURSOR).bind(hub.value()).bind(consumer).run());
    }
}
