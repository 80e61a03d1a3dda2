package berth.connector.latency;

import berth.core.id.HubHostName;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Which hubs are due for a probe. A hub that was not there before is due at once. Used by one
/// thread.
final class ProbeSchedule {
    private static final double JITTER = 0.25;

    private final Duration every;
    private final RandomGenerator random;
    private final Map<HubHostName, Instant> dueAt = new HashMap<>();

    ProbeSchedule(Duration every, RandomGenerator random) {
        this.every = every;
        this.random = random;
    }

    /// The linked hubs that are due, each of which counts as probed now. Hubs that are not linked
    /// any more are forgotten.
    List<HubHostName> due(Set<HubHostName> linked, Instant now) {
        dueAt.keySet().retainAll(linked);
        var due = linked.stream().filter(hub -> isDue(hub, now)).toList();
        due.forEach(hub -> dueAt.put(hub, now.plus(pause())));
        return due;
    }

    private boolean isDue(HubHostName hub, Instant now) {
        var at = dueAt.get(hub);
        return at == null || !now.isBefore(at);
    }

    private Duration pause() {
        return Duration.ofNanos(
                (long) (every.toNanos() * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }
}
