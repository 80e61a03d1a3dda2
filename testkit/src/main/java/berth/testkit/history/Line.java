package berth.testkit.history;

/// An entry and its place in the merged history, from 1.
record Line(int number, HistoryEntry entry) {
    long nanos() {
        return entry.nanos();
    }

    String key() {
        return entry.key();
    }
}
