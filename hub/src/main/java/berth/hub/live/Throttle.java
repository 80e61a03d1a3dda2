package berth.hub.live;

import berth.core.hub.HubError;
import berth.core.resilience.TokenBucket;
import berth.hub.live.Throttles.Kind;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts what a hub is asked for against its [Throttles]. Any thread.
final class Throttle {
    private final Map<Kind, AtomicReference<TokenBucket>> buckets = new EnumMap<>(Kind.class);
    private final LongSupplier nanos;
    private final LongAdder refused = new LongAdder();

    Throttle(Throttles throttles, LongSupplier nanos) {
        this.nanos = nanos;
        for (var kind : Kind.values()) {
            var rate = throttles.rate(kind);
            if (rate != null) {
                buckets.put(kind, new AtomicReference<>(TokenBucket.full(rate)));
            }
        }
    }

    /// Takes `times` tokens if there is one: what is asked for together is not torn apart, and what
    /// comes next waits the longer.
    ///
    /// @return empty if it may be done
    Optional<Outcome.Refused> take(Kind kind, int times) {
        var bucket = buckets.get(kind);
        if (bucket == null || taken(bucket, times)) {
            return Optional.empty();
        }
        refused.increment();
        var words = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Optional.of(
                new Outcome.Refused(HubError.THROTTLED, "too many requests at this hub: " + words));
    }

    private boolean taken(AtomicReference<TokenBucket> bucket, int times) {
        // On the time line of a clock that never goes back.
        var now = Instant.EPOCH.plusNanos(nanos.getAsLong());
        while (true) {
            var before = bucket.get();
            if (!(before.take(now) instanceof TokenBucket.Draw.Taken(TokenBucket after))) {
                return false;
            }
            for (int more = 1; more < times; more++) {
                after = after.overdrawn(now);
            }
            if (bucket.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /// Requests that were too many, since the start.
    long refused() {
        return refused.sum();
    }
}
