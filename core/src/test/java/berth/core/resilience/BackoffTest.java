package berth.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class BackoffTest {
    @Test
    void theBoundDoublesUntilItsCap() {
        assertThat(Backoff.OPERATION.delay(0, 0.999)).isLessThan(Duration.ofSeconds(1));
        assertThat(Backoff.OPERATION.delay(3, 0.999)).isBetween(sec(7), sec(8));
        assertThat(Backoff.OPERATION.delay(10, 0.999)).isBetween(sec(59), sec(60));
        assertThat(Backoff.OPERATION.delay(1_000_000, 0.999)).isBetween(sec(59), sec(60));
    }

    @Test
    void aWaitIsNeverZero() {
        assertThat(Backoff.OPERATION.delay(0, 0)).isPositive();
    }

    private static Duration sec(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
