package berth.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.resilience.TokenBucket.Draw;
import berth.core.resilience.TokenBucket.Rate;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

class TokenBucketTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Rate RATE = Rate.perMinute(60, 3);

    private TokenBucket bucket = TokenBucket.full(RATE);

    @Test
    void aFullBucketGivesItsBurstAndThenNothing() {
        assertThat(taken(START)).isTrue();
        assertThat(taken(START)).isTrue();
        assertThat(taken(START)).isTrue();
        assertThat(bucket.take(START)).isEqualTo(new Draw.Empty(Duration.ofSeconds(1)));
    }

    @Test
    void tokensComeBackOneByOne() {
        drain(START);

        assertThat(taken(START.plusMillis(999))).isFalse();
        assertThat(taken(START.plusMillis(1_000))).isTrue();
        assertThat(taken(START.plusMillis(1_000))).isFalse();
    }

    @Test
    void itNeverHoldsMoreThanItsBurst() {
        drain(START);

        int tokens = drain(START.plus(Duration.ofDays(1)));

        assertThat(tokens).isEqualTo(3);
    }

    @Test
    void anOverdraftIsPaidBack() {
        drain(START);
        bucket = bucket.overdrawn(START).overdrawn(START);

        assertThat(bucket.take(START)).isEqualTo(new Draw.Empty(Duration.ofSeconds(3)));
    }

    @Test
    void aClosedBucketOpensWithOneToken() {
        var opens = START.plusSeconds(20);
        bucket = bucket.closedUntil(opens);

        assertThat(bucket.take(START)).isEqualTo(new Draw.Empty(Duration.ofSeconds(20)));
        assertThat(drain(opens)).isEqualTo(1);
    }

    @Test
    void closingDoesNotForgiveAnOverdraft() {
        for (int i = 0; i < 100; i++) {
            bucket = bucket.overdrawn(START);
        }

        assertThat(bucket.closedUntil(START.plusSeconds(1))).isEqualTo(bucket);
    }

    /// Over any stretch of time: no more than the burst and what the rate brings meanwhile.
    @Test
    void itNeverGivesMoreThanRateAndBurst() {
        var random = new Random(20300101);
        for (int run = 0; run < 200; run++) {
            bucket = TokenBucket.full(Rate.perMinute(1 + random.nextInt(500), 1 + run % 20));
            var now = START;
            long given = 0;
            for (int draw = 0; draw < 300; draw++) {
                now = now.plusMillis(random.nextInt(400));
                given += taken(now) ? 1 : 0;
                long brought = Duration.between(START, now).dividedBy(bucket.rate().interval());
                assertThat(given).isLessThanOrEqualTo(bucket.rate().burst() + brought);
            }
        }
    }

    private boolean taken(Instant now) {
        return switch (bucket.take(now)) {
            case Draw.Taken(var left) -> {
                bucket = left;
                yield true;
            }
            case Draw.Empty _ -> false;
        };
    }

    private int drain(Instant now) {
        int tokens = 0;
        while (taken(now)) {
            tokens++;
        }
        return tokens;
    }
}
