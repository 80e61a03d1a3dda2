package berth.hub.live;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubError;
import berth.hub.live.Throttles.Kind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

final class ThrottleTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Throttle throttle = new Throttle(Throttles.AZURE_S1, nanos::get);

    @Test
    void whatIsTooMuchIsRefusedUntilTimeHasPassed() {
        for (int query = 0; query < 20; query++) {
            assertThat(throttle.take(Kind.QUERY, 1)).isEmpty();
        }
        assertThat(throttle.take(Kind.QUERY, 1))
                .hasValueSatisfying(
                        refused -> assertThat(refused.error()).isEqualTo(HubError.THROTTLED));

        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(throttle.take(Kind.QUERY, 1)).isEmpty();
        assertThat(throttle.take(Kind.QUERY, 1)).isPresent();
        assertThat(throttle.refused()).isEqualTo(2);
    }

    @Test
    void whatIsSentTogetherIsTakenTogetherAndPaidForAfterwards() {
        assertThat(throttle.take(Kind.TELEMETRY, 250)).isEmpty();
        assertThat(throttle.take(Kind.TELEMETRY, 1)).isPresent();

        nanos.addAndGet(Duration.ofMillis(1_600).toNanos());
        assertThat(throttle.take(Kind.TELEMETRY, 1)).isEmpty();
    }

    @Test
    void oneKindDoesNotHoldAnother() {
        for (int query = 0; query < 21; query++) {
            throttle.take(Kind.QUERY, 1);
        }

        assertThat(throttle.take(Kind.METHOD, 1)).isEmpty();
    }

    @Test
    void withoutThrottlesNothingIsTooMuch() {
        var open = new Throttle(Throttles.NONE, nanos::get);
        for (int i = 0; i < 10_000; i++) {
            assertThat(open.take(Kind.TELEMETRY, 100)).isEmpty();
        }
    }
}
