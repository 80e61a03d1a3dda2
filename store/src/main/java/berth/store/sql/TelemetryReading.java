package berth.store.sql;

import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// One reading of a hub's telemetry, bounded in records and bytes: looks at outlines first and
/// takes only those segments into memory that are wanted. Used by one thread, once.
final class TelemetryReading {
    /// How many segments are looked at before some are taken.
    private static final int OUTLINES = 64;

    private final TelemetryRows rows;
    private final Session session;
    private final HubHostName hub;
    private final @Nullable Integer partition;
    private final int limit;
    private final long bytesMax;

    private final List<TelemetryRecord> found = new ArrayList<>();
    private long bytes;

    TelemetryReading(
            TelemetryRows rows,
            Session session,
            HubHostName hub,
            @Nullable Integer partition,
            int limit,
            long bytesMax) {
        this.rows = rows;
        this.session = session;
        this.hub = hub;
        this.partition = partition;
        this.limit = limit;
        this.bytesMax = bytesMax;
    }

    List<TelemetryRecord> after(long sequence) throws SQLException {
        long from = sequence;
        while (true) {
            var outlines = rows.outlines(session, hub, partition, from, OUTLINES);
            if (outlines.isEmpty()) {
                return found;
            }
            long upTo = wanted(outlines);
            for (var record : rows.records(session, hub, partition, from, upTo)) {
                if (record.sequence() > sequence && !take(record)) {
                    return found;
                }
            }
            from = upTo;
        }
    }

    /// @return false if the reading is full
    private boolean take(TelemetryRecord record) {
        bytes += record.message().body().length();
        if (found.size() == limit || (bytes > bytesMax && !found.isEmpty())) {
            return false;
        }
        found.add(record);
        return true;
    }

    /// The end of the last segment, or group, that there is room for; the first one in any case.
    private long wanted(List<TelemetryRows.Outline> outlines) {
        long records = found.size();
        long size = bytes;
        long upTo = end(outlines.getFirst());
        for (var outline : outlines) {
            if (end(outline) != upTo && (records >= limit || size >= bytesMax)) {
                return upTo;
            }
            upTo = end(outline);
            records += outline.records();
            size += outline.bytes();
        }
        return upTo;
    }

    private long end(TelemetryRows.Outline outline) {
        return partition == null ? outline.groupLast() : outline.last();
    }
}
