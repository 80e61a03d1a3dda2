package berth.store.sql;

import berth.core.hub.message.TelemetryEntry;
import berth.core.id.ByteString;
import berth.store.packed.PackedRecords;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Cuts what is appended into groups and packs each group's partitions, before the transaction
/// begins: the writer has only to put bytes in their place.
final class TelemetrySegments {
    /// Bounds of a group, and so of what has to be in memory at once to read one; a message that is
    /// larger makes a group of its own.
    static final int GROUP_RECORDS_MAX = 256;

    static final int GROUP_BYTES_MAX = 1024 * 1024;

    /// Records with consecutive sequences.
    record Group(int records, List<Segment> segments) {}

    /// One partition's part of a group.
    ///
    /// @param firstBack places of its first record before the last of the group
    /// @param lastBack places of its last record before the last of the group
    /// @param bytes of bodies and properties
    record Segment(
            int partition, int firstBack, int lastBack, int records, long bytes, ByteString body) {}

    private TelemetrySegments() {}

    static List<Group> of(List<TelemetryEntry> entries) {
        var groups = new ArrayList<Group>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            int size = entries.get(i).message().size();
            if (i > from && (i - from == GROUP_RECORDS_MAX || bytes + size > GROUP_BYTES_MAX)) {
                groups.add(group(entries.subList(from, i)));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        groups.add(group(entries.subList(from, entries.size())));
        return groups;
    }

    private static Group group(List<TelemetryEntry> entries) {
        var partitions = new TreeMap<Integer, List<PackedRecords.Item>>();
        int back = entries.size();
        for (var entry : entries) {
            partitions
                    .computeIfAbsent(entry.partition(), _ -> new ArrayList<>())
                    .add(PackedRecords.Item.of(--back, entry));
        }
        var segments = new ArrayList<Segment>();
        partitions.forEach((partition, items) -> segments.add(segment(partition, items)));
        return new Group(entries.size(), segments);
    }

    private static Segment segment(int partition, List<PackedRecords.Item> items) {
        return new Segment(
                partition,
                items.getFirst().back(),
                items.getLast().back(),
                items.size(),
                items.stream().mapToLong(item -> item.message().size()).sum(),
                ByteString.of(PackedRecords.pack(items)));
    }
}
