package berth.testkit.store;

import berth.core.id.IdScope;
import berth.core.usage.UsageKind;
import berth.core.usage.UsageStore;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts of operations in memory. Any thread.
public final class InMemoryUsageStore implements UsageStore {
    private record Key(IdScope scope, LocalDate day, UsageKind kind) {}

    private final Map<Key, Long> counts = new HashMap<>();

    /// Part of another store's transaction.
    public synchronized void count(IdScope scope, Instant now, UsageKind kind) {
        counts.merge(new Key(scope, LocalDate.ofInstant(now, ZoneOffset.UTC), kind), 1L, Long::sum);
    }

    @Override
    public synchronized List<Usage> usage(IdScope scope, LocalDate first, LocalDate last) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().scope().equals(scope))
                .filter(entry -> !entry.getKey().day().isBefore(first))
                .filter(entry -> !entry.getKey().day().isAfter(last))
                .map(
                        entry ->
                                new Usage(
                                        entry.getKey().day(),
                                        entry.getKey().kind(),
                                        entry.getValue()))
                .sorted(
                        Comparator.comparing(Usage::day)
                                .thenComparing(usage -> usage.kind().name()))
                .toList();
    }
}
