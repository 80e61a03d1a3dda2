package berth.testkit.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// What all processes wrote, in the order of time. Line numbers in violations are places in this
/// list, from 1; [HistoryFiles#write] makes a file in which they are its lines.
public record History(List<HistoryEntry> entries) {
    private static final Comparator<HistoryEntry> BY_TIME =
            Comparator.comparingLong(HistoryEntry::nanos)
                    .thenComparing(HistoryEntry::process)
                    .thenComparingLong(HistoryEntry::sequence);

    public History {
        entries = List.copyOf(entries);
    }

    /// @param processes the entries of each process, in the order they were written
    /// @throws MalformedHistory when a line is missing, time goes back, or two processes share a
    ///   name
    public static History merge(List<List<HistoryEntry>> processes) {
        var names = new HashSet<String>();
        var all = new ArrayList<HistoryEntry>();
        for (var entries : processes) {
            requireOneProcess(entries, names);
            all.addAll(entries);
        }
        all.sort(BY_TIME);
        return new History(all);
    }

    private static void requireOneProcess(List<HistoryEntry> entries, HashSet<String> names) {
        if (entries.isEmpty()) {
            return;
        }
        var process = entries.getFirst().process();
        if (!names.add(process)) {
            throw new MalformedHistory(process, "two files of this process", null);
        }
        long sequence = 0;
        long nanos = entries.getFirst().nanos();
        for (var entry : entries) {
            sequence++;
            if (!entry.process().equals(process) || entry.sequence() != sequence) {
                throw new MalformedHistory(process, "line " + sequence + " is missing", null);
            }
            if (entry.nanos() < nanos) {
                throw new MalformedHistory(process, "time goes back at line " + sequence, null);
            }
            nanos = entry.nanos();
        }
    }
}
