package berth.core.resilience;

import java.time.Duration;
import java.time.Instant;

/// How often something may be done: `rate.burst()` tokens at first, a new one each
/// `rate.interval()`. A value that is told the time: each draw yields the next bucket.
///
/// Kept as the moment at which it will be full again, so that it costs nothing to fill it.
///
/// @param fullAt in the past for a full bucket
public record TokenBucket(Rate rate, Instant fullAt) {
    /// How fast a bucket fills and how much it holds.
    ///
    /// @param interval between two tokens
    /// @param burst how many tokens a full bucket holds
    public record Rate(Duration interval, int burst) {
        public Rate {
            if (!interval.isPositive() || burst < 1) {
                throw new IllegalArgumentException("a rate has an interval and a burst");
            }
        }

        public static Rate perMinute(int tokens, int burst) {
            if (tokens < 1) {
                throw new IllegalArgumentException("a rate has at least one token a minute");
            }
            return new Rate(Duration.ofMinutes(1).dividedBy(tokens), burst);
        }
    }

    /// What a draw came to.
    public sealed interface Draw {
        /// The token is yours.
        record Taken(TokenBucket left) implements Draw {}

        /// There is none; the next one comes after `patience`.
        record Empty(Duration patience) implements Draw {}
    }

    public static TokenBucket full(Rate rate) {
        return new TokenBucket(rate, Instant.MIN);
    }

    public Draw take(Instant now) {
        var left = overdrawn(now);
        var earliest = left.fullAt.minus(rate.interval().multipliedBy(rate.burst()));
        return earliest.isAfter(now)
                ? new Draw.Empty(Duration.between(now, earliest))
                : new Draw.Taken(left);
    }

    /// Takes a token that may not be there yet, for work that must not stop half-way: the next ones
    /// wait the longer.
    public TokenBucket overdrawn(Instant now) {
        var start = fullAt.isAfter(now) ? fullAt : now;
        return new TokenBucket(rate, start.plus(rate.interval()));
    }

    /// Gives no token before `opens`, then one, then more at the bucket's rate. A bucket that is
    /// overdrawn beyond that stays so.
    public TokenBucket closedUntil(Instant opens) {
        var full = opens.plus(rate.interval().multipliedBy(rate.burst() - 1L));
        return full.isAfter(fullAt) ? new TokenBucket(rate, full) : this;
    }
}
