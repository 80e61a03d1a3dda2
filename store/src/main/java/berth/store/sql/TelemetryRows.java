package berth.store.sql;

import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;
import berth.store.packed.PackedRecords;
import berth.store.sealing.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Rows of the telemetry log: one head a hub, and segments of records.
final class TelemetryRows {
    /// @param trimmed records up to this sequence are gone
    record Head(long lastSequence, long trimmed, long records, long bytes) {}

    /// A segment without its records.
    record Outline(
            int partition,
            long first,
            long last,
            long groupLast,
            Instant enqueuedAt,
            long records,
            long bytes) {}

    private final Sealing sealing;

    TelemetryRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String GROW =
            """
            INSERT INTO hub_telemetry (
                hub, last_sequence, records, bytes, trimmed, removed, last_at)
            VALUES (?, ?, ?, ?, 0, 0, {now})
            ON CONFLICT (hub) DO UPDATE SET
                last_sequence = hub_telemetry.last_sequence + excluded.last_sequence,
                records = hub_telemetry.records + excluded.records,
                bytes = hub_telemetry.bytes + excluded.bytes,
                removed = 0,
                last_at = CASE WHEN excluded.last_at > hub_telemetry.last_at
                    THEN excluded.last_at ELSE hub_telemetry.last_at END
            RETURNING last_sequence, last_at
            """;

    /// Makes room for records: their sequences are the ones up to that which is answered. Others
    /// that append wait from here to the commit, so that readers see sequences in their order.
    HubCounters.Tick grow(Session session, HubHostName hub, long records, long bytes)
            throws SQLException {
        return session.query(GROW)
                .bind(hub.value())
                .bind(records)
                .bind(records)
                .bind(bytes)
                .now()
                .one(
                        row ->
                                new HubCounters.Tick(
                                        row.number("last_sequence"), row.instant("last_at")));
    }

    private static final String INSERT =
            """
            INSERT INTO hub_telemetry_segment (
                hub, partition_no, last_sequence, first_sequence, group_last, enqueued_at,
                records, bytes, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    void insert(
            Session session,
            HubHostName hub,
            long groupLast,
            Instant at,
            TelemetrySegments.Segment segment)
            throws SQLException {
        session.query(INSERT)
                .bind(hub.value())
                .bind(segment.partition())
                .bind(groupLast - segment.lastBack())
                .bind(groupLast - segment.firstBack())
                .bind(groupLast)
                .bind(at)
                .bind(segment.records())
                .bind(segment.bytes())
                .bind(segment.body().toByteArray())
                .run();
    }

    private static final String HEAD =
            """
            SELECT last_sequence, trimmed, records, bytes FROM hub_telemetry WHERE hub = ?
            """;

    Optional<Head> head(Session session, HubHostName hub) throws SQLException {
        return session.query(HEAD).bind(hub.value()).first(TelemetryRows::head);
    }

    private static final String LOCK_HEAD = HEAD + "{lock}";

    Optional<Head> lockHead(Session session, HubHostName hub) throws SQLException {
        return session.query(LOCK_HEAD).bind(hub.value()).first(TelemetryRows::head);
    }

    private static Head head(Row row) throws SQLException {
        return new Head(
                row.number("last_sequence"),
                row.number("trimmed"),
                row.number("records"),
                row.number("bytes"));
    }

    private static final String UPDATE_HEAD =
            "UPDATE hub_telemetry SET trimmed = ?, records = ?, bytes = ? WHERE hub = ?";

    void update(Session session, HubHostName hub, Head head) throws SQLException {
        session.query(UPDATE_HEAD)
                .bind(head.trimmed())
                .bind(head.records())
                .bind(head.bytes())
                .bind(hub.value())
                .run();
    }

    private static final String OUTLINE =
            """
            SELECT partition_no, first_sequence, last_sequence, group_last, enqueued_at, records,
                bytes
            FROM hub_telemetry_segment
            """;

    private static final String OF_PARTITION =
            OUTLINE
                    + """
                    WHERE hub = ? AND partition_no = ? AND last_sequence > ?
                    ORDER BY last_sequence
                    LIMIT ?
                    """;

    private static final String OF_ALL =
            OUTLINE
                    + """
                    WHERE hub = ? AND group_last > ?
                    ORDER BY group_last
                    LIMIT ?
                    """;

    /// The next segments behind a sequence.
    ///
    /// @param partition null for all of them, in the order of groups
    List<Outline> outlines(
            Session session, HubHostName hub, @Nullable Integer partition, long after, int limit)
            throws SQLException {
        var query =
                partition == null
                        ? session.query(OF_ALL).bind(hub.value())
                        : session.query(OF_PARTITION).bind(hub.value()).bind(partition);
        return query.bind(after).bind(limit).all(TelemetryRows::outline);
    }

    private static final String LAST_OF_PARTITION =
            OUTLINE
                    + """
                    WHERE hub = ? AND partition_no = ?
                    ORDER BY last_sequence DESC
                    LIMIT 1
                    """;

    Optional<Outline> lastOutline(Session session, HubHostName hub, int partition)
            throws SQLException {
        return session.query(LAST_OF_PARTITION)
                .bind(hub.value())
                .bind(partition)
                .first(TelemetryRows::outline);
    }

    private static Outline outline(Row row) throws SQLException {
        return new Outline(
                Math.toIntExact(row.number("partition_no")),
                row.number("first_sequence"),
                row.number("last_sequence"),
                row.number("group_last"),
                row.instant("enqueued_at"),
                row.number("records"),
                row.number("bytes"));
    }

    private static final String BODIES =
            """
            SELECT partition_no, last_sequence, group_last, enqueued_at, body
            FROM hub_telemetry_segment
            """;

    private static final String BODIES_OF_PARTITION =
            BODIES
                    + """
                    WHERE hub = ? AND partition_no = ? AND last_sequence > ? AND last_sequence <= ?
                    """;

    private static final String BODIES_OF_ALL =
            BODIES + "WHERE hub = ? AND group_last > ? AND group_last <= ?";

    /// The records of the segments behind `after` up to `upTo`, in the order of sequences. A
    /// corrupt segment is reported and left out: it must not hold the others for ever.
    ///
    /// @param partition null for all of them, where `after` and `upTo` are the ends of groups
    List<TelemetryRecord> records(
            Session session, HubHostName hub, @Nullable Integer partition, long after, long upTo)
            throws SQLException {
        var query =
                partition == null
                        ? session.query(BODIES_OF_ALL).bind(hub.value())
                        : session.query(BODIES_OF_PARTITION).bind(hub.value()).bind(partition);
        return query.bind(after).bind(upTo).sound(row -> records(hub, row)).stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(TelemetryRecord::sequence))
                .toList();
    }

    private List<TelemetryRecord> records(HubHostName hub, Row row) throws SQLException {
        int partition = Math.toIntExact(row.number("partition_no"));
        long groupLast = row.number("group_last");
        var at = row.instant("enqueued_at");
        var key = partition + "/" + row.number("last_sequence");
        var body = row.bytes("body");
        return new StoredRow(sealing, "hub_telemetry_segment", hub.value(), key)
                .decode(
                        () ->
                                PackedRecords.unpack(body).stream()
                                        .map(
                                                item ->
                                                        new TelemetryRecord(
                                                                groupLast - item.back(),
                                                                partition,
                                                                item.client(),
                                                                at,
                                                                item.message()))
                                        .toList());
    }

    private static final String DELETE =
            "DELETE FROM hub_telemetry_segment WHERE hub = ? AND group_last <= ?";

    int delete(Session session, HubHostName hub, long groupLast) throws SQLException {
        return session.query(DELETE).bind(hub.value()).bind(groupLast).run();
    }

    private static final String END =
            """
            INSERT INTO hub_telemetry_end (hub, partition_no, last_sequence, enqueued_at)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (hub, partition_no) DO UPDATE SET
                last_sequence = excluded.last_sequence, enqueued_at = excluded.enqueued_at
            """;

    /// Remembers the last segment of a partition that is deleted.
    void end(Session session, HubHostName hub, Outline last) throws SQLException {
        session.query(END)
                .bind(hub.value())
                .bind(last.partition())
                .bind(last.last())
                .bind(last.enqueuedAt())
                .run();
    }

    /// @param last the last record of a partition that is gone
    record End(long last, Instant enqueuedAt) {}

    private static final String FIND_END =
            """
            SELECT last_sequence, enqueued_at FROM hub_telemetry_end
            WHERE hub = ? AND partition_no = ?
            """;

    Optional<End> end(Session session, HubHostName hub, int partition) throws SQLException {
        return session.query(FIND_END)
                .bind(hub.value())
                .bind(partition)
                .first(row -> new End(row.number("last_sequence"), row.instant("enqueued_at")));
    }

    private static final String EMPTY =
            """
            UPDATE hub_telemetry
            SET trimmed = last_sequence, records = 0, bytes = 0, removed = 1
            WHERE hub = ?
            """;

    private static final String DELETE_ENDS = "DELETE FROM hub_telemetry_end WHERE hub = ?";

    private static final String DELETE_CURSORS = "DELETE FROM hub_telemetry_cursor WHERE hub = ?";

    /// All records are gone at once; their bytes go in small steps, see [#sweep].
    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(EMPTY).bind(hub.value()).run();
        session.query(DELETE_ENDS).bind(hub.value()).run();
        session.query(DELETE_CURSORS).bind(hub.value()).run();
    }

    private static final String REMOVED =
            "SELECT hub FROM hub_telemetry WHERE removed = 1 ORDER BY hub LIMIT 1 {skipLocked}";

    private static final String OLDEST_OF_REMOVED =
            """
            SELECT group_last FROM hub_telemetry_segment
            WHERE hub = ?
            ORDER BY group_last
            LIMIT ?
            """;

    private static final String SWEPT = "UPDATE hub_telemetry SET removed = 0 WHERE hub = ?";

    /// Deletes about `limit` segments of a hub that was removed.
    ///
    /// @return how many
    int sweep(Session session, int limit) throws SQLException {
        var removed = session.query(REMOVED).first(row -> row.text("hub"));
        if (removed.isEmpty()) {
            return 0;
        }
        var hub = removed.get();
        var oldest =
                session.query(OLDEST_OF_REMOVED)
                        .bind(hub)
                        .bind(limit)
                        .all(row -> row.number("group_last"));
        if (oldest.isEmpty()) {
            session.query(SWEPT).bind(hub).run();
            return 0;
        }
        return session.query(DELETE).bind(hub).bind(oldest.getLast()).run();
    }
}
