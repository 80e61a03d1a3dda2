package berth.core.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// A token bucket for each of many names, such as devices or addresses. Callable from any thread;
/// the time is monotonic, so that a clock that is set locks nobody out.
///
/// Memory is bounded: full buckets say nothing and are forgotten, and when too many names are busy
/// at once, further ones are not counted. Whoever needs a bound for them all has another limit.
public final class KeyedBuckets<K> {
    /// From here on full buckets are looked for, at most once a second.
    private static final int NAMES_FEW = 4_096;

    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

    private final TokenBucket.Rate rate;
    private final int namesMax;
    private final LongSupplier monotonicNanos;
    private final ConcurrentHashMap<K, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> swept;

    /// @param namesMax how many names are told apart at most
    /// @param monotonicNanos as [System#nanoTime]
    public KeyedBuckets(TokenBucket.Rate rate, int namesMax, LongSupplier monotonicNanos) {
        this.rate = rate;
        this.namesMax = namesMax;
        this.monotonicNanos = monotonicNanos;
        this.swept = new AtomicReference<>(now());
    }

    /// How long until there is a token for `name`; empty if there is one. Takes nothing.
    public Optional<Duration> wait(K name) {
        var bucket = buckets.get(name);
        return bucket != null && bucket.take(now()) instanceof TokenBucket.Draw.Empty(var patience)
                ? Optional.of(patience)
                : Optional.empty();
    }

    /// Takes a token, one that is not there yet if need be: what it stands for has happened.
    public void take(K name) {
        var now = now();
        if (buckets.size() >= NAMES_FEW) {
            sweep(now);
        }
        if (buckets.size() >= namesMax && !buckets.containsKey(name)) {
            return;
        }
        buckets.compute(
                name,
                (_, bucket) -> (bucket == null ? TokenBucket.full(rate) : bucket).overdrawn(now));
    }

    /// How many names are told apart just now.
    public int names() {
        return buckets.size();
    }

    private void sweep(Instant now) {
        var before = swept.get();
        if (now.isAfter(before.plus(BETWEEN_SWEEPS)) && swept.compareAndSet(before, now)) {
            buckets.values().removeIf(bucket -> !bucket.fullAt().isAfter(now));
        }
    }

    private Instant now() {
        return Instant.EPOCH.plusNanos(monotonicNanos.getAsLong());
    }
}
