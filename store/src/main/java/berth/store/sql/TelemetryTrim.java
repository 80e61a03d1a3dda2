package berth.store.sql;

import berth.core.hub.message.TelemetryLog.Retention;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One step of forgetting the oldest telemetry of a hub. Whole groups are deleted as rows; where
/// only a part of a group may go, the head remembers how far. Used by one thread, once.
final class TelemetryTrim {
    /// Segments looked at together. A group has no more of them than records.
    private static final int PAGE = 2 * TelemetrySegments.GROUP_RECORDS_MAX;

    private final TelemetryRows rows;
    private final Session session;
    private final HubHostName hub;
    private final Retention retention;
    private final Instant due;
    private final int limit;

    private final Map<Integer, TelemetryRows.Outline> ends = new HashMap<>();
    private long trimmed;
    private long records;
    private long bytes;
    private int gone;

    TelemetryTrim(
            TelemetryRows rows,
            Session session,
            HubHostName hub,
            Retention retention,
            Instant due,
            int limit) {
        this.rows = rows;
        this.session = session;
        this.hub = hub;
        this.retention = retention;
        this.due = due;
        this.limit = limit;
    }

    int run(TelemetryRows.Head head) throws SQLException {
        trimmed = head.trimmed();
        records = head.records();
        bytes = head.bytes();
        long deleted = deleteGroups();
        if (deleted > 0) {
            rows.delete(session, hub, deleted);
            for (var end : ends.values()) {
                rows.end(session, hub, end);
            }
        }
        if (trimmed != head.trimmed()) {
            var after =
                    new TelemetryRows.Head(
                            head.lastSequence(), trimmed, Math.max(0, records), Math.max(0, bytes));
            rows.update(session, hub, after);
        }
        return gone;
    }

    /// @return the end of the last group that is to be deleted, 0 for none
    private long deleteGroups() throws SQLException {
        long deleted = 0;
        int groups = 0;
        while (true) {
            var page = groupsBehind(deleted);
            for (var group : page) {
                if (groups++ == limit || !goes(group)) {
                    return deleted;
                }
                deleted = group.getFirst().groupLast();
                group.forEach(segment -> ends.put(segment.partition(), segment));
            }
            if (page.isEmpty()) {
                return deleted;
            }
        }
    }

    /// The next groups, each as a whole: the last one of a full page may not be.
    private Collection<List<TelemetryRows.Outline>> groupsBehind(long after) throws SQLException {
        var outlines = rows.outlines(session, hub, null, after, PAGE);
        var groups = new TreeMap<Long, List<TelemetryRows.Outline>>();
        for (var outline : outlines) {
            groups.computeIfAbsent(outline.groupLast(), _ -> new ArrayList<>()).add(outline);
        }
        if (outlines.size() == PAGE) {
            groups.pollLastEntry();
        }
        return groups.values();
    }

    /// Takes off what may go of a group.
    ///
    /// @return whether that is all of it
    private boolean goes(List<TelemetryRows.Outline> group) throws SQLException {
        long last = group.getFirst().groupLast();
        if (last <= trimmed) {
            return true;
        }
        boolean untouched = group.stream().allMatch(segment -> segment.first() > trimmed);
        long size = group.stream().mapToLong(TelemetryRows.Outline::bytes).sum();
        long count = group.stream().mapToLong(TelemetryRows.Outline::records).sum();
        var keepAfter = retention.keepAfter();
        boolean old = !group.getFirst().enqueuedAt().isAfter(due);
        if (untouched
                && gone + count <= limit
                && (keepAfter == null || last <= keepAfter)
                && (old || bytes - size >= retention.bytes())) {
            take(last, count, size);
            return true;
        }
        return goesOneByOne(last, untouched ? count : 0, untouched ? size : 0);
    }

    /// @param count records that must be there, if that is known; what is missing was corrupt
    private boolean goesOneByOne(long last, long count, long size) throws SQLException {
        var group = rows.records(session, hub, null, last - 1, last);
        for (var record : group) {
            if (record.sequence() > trimmed) {
                if (gone == limit || !mayGo(record)) {
                    return false;
                }
                take(record.sequence(), 1, record.message().size());
            }
        }
        trimmed = last;
        records -= Math.max(0, count - group.size());
        bytes -= Math.max(0, size - group.stream().mapToLong(one -> one.message().size()).sum());
        return true;
    }

    private boolean mayGo(TelemetryRecord record) {
        var keepAfter = retention.keepAfter();
        boolean waitedFor = keepAfter != null && record.sequence() > keepAfter;
        return !waitedFor && (!record.enqueuedAt().isAfter(due) || bytes > retention.bytes());
    }

    private void take(long last, long count, long size) {
        trimmed = last;
        gone += (int) count;
        records -= count;
        bytes -= size;
    }
}
