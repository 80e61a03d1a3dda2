package berth.cli.fleet;

import berth.core.resilience.Backoff;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How a simulated device meets a service that is down, busy or broken: as stock clients do, with
/// growing and jittered pauses, never sooner than the service asked for, and never beyond its own
/// deadline, so that a dead service is noticed and not waited for.
///
/// @param patience how long a registration may take in all, reconnections included
/// @param backoff the pauses
public record RetryRules(Duration patience, Backoff backoff) {
    private static final Backoff PAUSES =
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(4));

    /// Of what a service said after `Retry-After` this part is added at most, so that devices that
    /// were sent away together do not come back together.
    private static final double SPREAD = 0.25;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    /// What to do after a request that brought nothing.
    public sealed interface Decision {
        record Again(Duration pause) implements Decision {}

        record GiveUp(String why) implements Decision {}
    }

    public static RetryRules within(Duration patience) {
        return new RetryRules(patience, PAUSES);
    }

    /// Whether the same request may be answered otherwise later.
    static boolean passes(int status) {
        return status >= 500 || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT;
    }

    /// @param failures in a row before this one
    /// @param told what the service said after `Retry-After`, or null
    /// @param draw evenly distributed in [0, 1)
    Decision after(int failures, @Nullable Duration told, Duration remaining, double draw) {
        var own = backoff.delay(failures, draw);
        var asked = told == null ? own : told.plusMillis((long) (told.toMillis() * SPREAD * draw));
        var pause = asked.compareTo(own) < 0 ? own : asked;
        if (pause.compareTo(remaining) < 0) {
            return new Decision.Again(pause);
        }
        return new Decision.GiveUp(
                told == null
                        ? "no success within %d s".formatted(patience.toSeconds())
                        : "told to come back in %d s, which is after its %d s"
                                .formatted(told.toSeconds(), patience.toSeconds()));
    }
}
