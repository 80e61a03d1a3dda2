package berth.core.allocation;

import berth.core.id.HubHostName;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What is known about how near hubs are. A value: each measurement yields the next table. The
/// times it is told are all by one clock that never jumps.
public record LatencyTable(Map<HubHostName, Latency> latencies) {
    public static final LatencyTable EMPTY = new LatencyTable(Map.of());

    public LatencyTable {
        latencies = Map.copyOf(latencies);
    }

    public LatencyTable measured(HubHostName hub, Duration sample, Instant now) {
        return with(hub, before -> before.measured(sample, now));
    }

    /// @param error for operators: why there is no measurement
    public LatencyTable failed(HubHostName hub, String error, Instant now) {
        return with(hub, before -> before.failed(error, now));
    }

    private LatencyTable with(HubHostName hub, UnaryOperator<Latency> change) {
        var next = new HashMap<>(latencies);
        next.put(hub, change.apply(latencies.getOrDefault(hub, Latency.UNKNOWN)));
        return new LatencyTable(next);
    }

    /// Forgets all hubs but these.
    public LatencyTable only(Set<HubHostName> hubs) {
        if (hubs.containsAll(latencies.keySet())) {
            return this;
        }
        var next = new HashMap<>(latencies);
        next.keySet().retainAll(hubs);
        return new LatencyTable(next);
    }

    /// The latency that allocation may go by; empty when it is unknown or too old.
    public Optional<Duration> fresh(HubHostName hub, Instant now) {
        return Optional.ofNullable(latencies.get(hub)).flatMap(known -> known.fresh(now));
    }

    /// As operators read it; empty when the hub was never tried.
    public Optional<LatencyEntry> entry(HubHostName hub, Instant now) {
        return Optional.ofNullable(latencies.get(hub)).map(known -> known.entry(now));
    }
}
