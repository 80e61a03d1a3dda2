package berth.testkit.store;

import berth.core.hub.message.TelemetryEntry;
import berth.core.hub.message.TelemetryLog;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Telemetry in memory. Any thread.
public final class InMemoryTelemetryLog implements TelemetryLog {
    private static final class Log {
        private final List<TelemetryRecord> records = new ArrayList<>();
        private final Map<Integer, TelemetryRecord> lasts = new HashMap<>();
        private final Map<String, Long> cursors = new TreeMap<>();
        private long bytes;
        private long last = BEGINNING;
        private Instant lastAt = Instant.MIN;
    }

    private final InstantSource clock;
    private final Failures failures = new Failures();
    private final Map<HubHostName, Log> logs = new HashMap<>();

    public InMemoryTelemetryLog(InstantSource clock) {
        this.clock = clock;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// All there are, to judge a scene.
    public synchronized List<TelemetryRecord> all(HubHostName hub) {
        return List.copyOf(log(hub).records);
    }

    @Override
    public synchronized void append(HubHostName hub, List<TelemetryEntry> entries) {
        failures.happen();
        var log = log(hub);
        var now = clock.instant();
        log.lastAt = now.isAfter(log.lastAt) ? now : log.lastAt;
        for (var entry : entries) {
            var record =
                    new TelemetryRecord(
                            ++log.last,
                            entry.partition(),
                            entry.client(),
                            log.lastAt,
                            entry.message());
            log.records.add(record);
            log.lasts.put(entry.partition(), record);
            log.bytes += entry.message().size();
        }
    }

    @Override
    public synchronized List<TelemetryRecord> read(
            HubHostName hub, @Nullable Integer partition, long after, int limit, long bytesMax) {
        failures.happen();
        Bounds.limit(limit);
        var found = new ArrayList<TelemetryRecord>();
        long bytes = 0;
        for (var record : log(hub).records) {
            if (record.sequence() <= after
                    || (partition != null && record.partition() != partition)) {
                continue;
            }
            bytes += record.message().body().length();
            if (found.size() == limit || (bytes > bytesMax && !found.isEmpty())) {
                break;
            }
            found.add(record);
        }
        return found;
    }

    @Override
    public synchronized long before(HubHostName hub, int partition, Instant from) {
        failures.happen();
        for (var record : log(hub).records) {
            if (record.partition() == partition && !record.enqueuedAt().isBefore(from)) {
                return record.sequence() - 1;
            }
        }
        return Optional.ofNullable(log(hub).lasts.get(partition))
                .map(TelemetryRecord::sequence)
                .orElse(BEGINNING);
    }

    @Override
    public synchronized Optional<Span> span(HubHostName hub, int partition) {
        failures.happen();
        return Optional.ofNullable(log(hub).lasts.get(partition))
                .map(last -> new Span(first(hub, last), last.sequence(), last.enqueuedAt()));
    }

    private long first(HubHostName hub, TelemetryRecord last) {
        return log(hub).records.stream()
                .filter(record -> record.partition() == last.partition())
                .mapToLong(TelemetryRecord::sequence)
                .findFirst()
                .orElse(last.sequence() + 1);
    }

    @Override
    public synchronized Size size(HubHostName hub) {
        failures.happen();
        return new Size(log(hub).records.size(), log(hub).bytes);
    }

    @Override
    public synchronized int trim(HubHostName hub, Retention retention, int limit) {
        failures.happen();
        var log = log(hub);
        var due = clock.instant().minus(retention.age());
        var keepAfter = retention.keepAfter();
        int count = 0;
        while (count < limit && count < log.records.size()) {
            var record = log.records.get(count);
            boolean old = !record.enqueuedAt().isAfter(due);
            boolean waitedFor = keepAfter != null && record.sequence() > keepAfter;
            if (waitedFor || !(old || log.bytes > retention.bytes())) {
                break;
            }
            log.bytes -= record.message().size();
            count++;
        }
        log.records.subList(0, count).clear();
        return count;
    }

    @Override
    public synchronized long cursor(HubHostName hub, String consumer) {
        failures.happen();
        return log(hub).cursors.getOrDefault(consumer, BEGINNING);
    }

    @Override
    public synchronized Map<String, Long> cursors(HubHostName hub) {
        failures.happen();
        return Map.copyOf(log(hub).cursors);
    }

    @Override
    public synchronized void moveCursor(HubHostName hub, String consumer, long sequence) {
        failures.happen();
        log(hub).cursors.merge(consumer, sequence, Math::max);
    }

    @Override
    public synchronized void forgetCursor(HubHostName hub, String consumer) {
        failures.happen();
        log(hub).cursors.remove(consumer);
    }

    private Log log(HubHostName hub) {
        return logs.computeIfAbsent(hub, _ -> new Log());
    }
}
