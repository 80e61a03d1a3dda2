package berth.core.resilience;

import java.time.Duration;

/// Exponential back-off with full jitter: the n-th wait is drawn evenly between zero and `first *
/// 2^n`, capped.
///
/// @param first the upper bound of the first wait
/// @param max the upper bound of every wait
///
///   Source: reliability, section 3.2 (1, 2, 4 … 60 s).
public record Backoff(Duration first, Duration max) {
    /// How registration operations wait between tries.
    public static final Backoff OPERATION =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    /// The wait before try number `attempt` (0 is the first repetition).
    ///
    /// @param draw evenly distributed in [0, 1)
    public Duration delay(int attempt, double draw) {
        int doublings = Math.min(attempt, 30);
        long bound = Math.min(first.toMillis() << doublings, max.toMillis());
        return Duration.ofMillis(Math.max(1, (long) (bound * draw)));
    }
}
