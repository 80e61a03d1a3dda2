package berth.hub.telemetry;

import berth.core.hub.message.TelemetryRecord;
import berth.core.hub.message.TelemetrySink;
import berth.core.id.HubHostName;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// A sink in memory that can be told to fail. What it takes when it fails is the beginning of what
/// it was sent. Any thread.
final class FakeSink implements TelemetrySink {
    private final List<List<Long>> calls = new ArrayList<>();
    private final List<TelemetryRecord> taken = new ArrayList<>();
    private final Set<Long> poison = new HashSet<>();
    private final Deque<Function<List<TelemetryRecord>, Sent>> orders = new ArrayDeque<>();

    /// The next call takes the first `arriving` records and fails.
    synchronized void failNext(int arriving) {
        orders.add(
                records -> {
                    taken.addAll(records.subList(0, Math.min(arriving, records.size())));
                    return new Sent.Failed("told to fail");
                });
    }

    /// The next calls fail or not, by chance.
    synchronized void failByChance(int calls, RandomGenerator random) {
        for (int i = 0; i < calls; i++) {
            if (random.nextBoolean()) {
                failNext(random.nextInt(20));
            } else {
                orders.add(this::take);
            }
        }
    }

    synchronized void doNext(Function<List<TelemetryRecord>, Sent> order) {
        orders.add(order);
    }

    /// Refuses these for ever.
    synchronized void poison(long... sequences) {
        for (long sequence : sequences) {
            poison.add(sequence);
        }
    }

    @Override
    public Sent send(HubHostName hub, List<TelemetryRecord> records) {
        Function<List<TelemetryRecord>, Sent> order;
        synchronized (this) {
            calls.add(records.stream().map(TelemetryRecord::sequence).toList());
            order = orders.isEmpty() ? this::take : orders.remove();
        }
        return order.apply(records);
    }

    /// As a sink that works.
    synchronized Sent take(List<TelemetryRecord> records) {
        for (var record : records) {
            if (poison.contains(record.sequence())) {
                return new Sent.Poisoned(record.sequence(), "told to refuse");
            }
            taken.add(record);
        }
        return new Sent.All();
    }

    /// The sequences of each call.
    synchronized List<List<Long>> calls() {
        return List.copyOf(calls);
    }

    /// All that arrived, in the order it did.
    synchronized List<TelemetryRecord> taken() {
        return List.copyOf(taken);
    }

    synchronized List<Long> takenSequences() {
        return taken.stream().map(TelemetryRecord::sequence).toList();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
