package berth.core.allocation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is known about how near one hub is. A value that is told the time, by a clock that never
/// jumps: each measurement yields the next one.
///
/// Measurements are smoothed: each one moves the value a fifth of the way, so that a single slow
/// one changes little and a lasting change shows within five to ten minutes of one a minute. A
/// measurement that failed says nothing about how near the hub is, so it leaves the value to age;
/// after [#STALE_AFTER] without a new one it counts as unknown, and the next is the first again.
///
/// @param value null before the first measurement
/// @param failure the latest one; null if there was none
public record Latency(@Nullable Value value, @Nullable Failure failure) {
    public static final Duration STALE_AFTER = Duration.ofMinutes(15);

    static final Latency UNKNOWN = new Latency(null, null);

    private static final double ALPHA = 0.2;

    /// What measurements came to.
    ///
    /// @param at when the latest was made
    /// @param samples how many went into it
    public record Value(Duration smoothed, Instant at, int samples) {
        private Value next(Duration sample, Instant now) {
            long distance = sample.minus(smoothed).toNanos();
            return new Value(smoothed.plusNanos(Math.round(distance * ALPHA)), now, samples + 1);
        }

        private boolean isFresh(Instant now) {
            return Duration.between(at, now).compareTo(STALE_AFTER) <= 0;
        }
    }

    /// A measurement that did not succeed.
    ///
    /// @param error for operators
    public record Failure(String error, Instant at) {}

    /// After a measurement.
    Latency measured(Duration sample, Instant now) {
        return new Latency(
                value != null && value.isFresh(now)
                        ? value.next(sample, now)
                        : new Value(sample, now, 1),
                failure);
    }

    /// After a measurement that failed.
    Latency failed(String error, Instant now) {
        return new Latency(value, new Failure(error, now));
    }

    /// The value, if it is young enough to decide by.
    Optional<Duration> fresh(Instant now) {
        return Optional.ofNullable(value).filter(v -> v.isFresh(now)).map(Value::smoothed);
    }

    /// As operators read it.
    LatencyEntry entry(Instant now) {
        return new LatencyEntry(
                value == null ? null : value.smoothed(),
                value == null ? null : Duration.between(value.at(), now),
                value == null ? 0 : value.samples(),
                fresh(now).isPresent(),
                failure == null ? "" : failure.error(),
                failure == null ? null : Duration.between(failure.at(), now));
    }
}
