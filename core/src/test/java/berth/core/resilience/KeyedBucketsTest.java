package berth.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.resilience.TokenBucket.Rate;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class KeyedBucketsTest {
    private static final Rate RATE = Rate.perMinute(60, 2);

    private final AtomicLong nanos = new AtomicLong();
    private final KeyedBuckets<String> buckets = new KeyedBuckets<>(RATE, 10_000, nanos::get);

    @Test
    void eachNameHasItsOwnTokens() {
        buckets.take("a");
        buckets.take("a");

        assertThat(buckets.wait("a")).contains(Duration.ofSeconds(1));
        assertThat(buckets.wait("b")).isEmpty();
    }

    @Test
    void askingTakesNothing() {
        buckets.take("a");
        for (int i = 0; i < 10; i++) {
            assertThat(buckets.wait("a")).isEmpty();
        }
    }

    @Test
    void aTokenComesBackInTime() {
        buckets.take("a");
        buckets.take("a");
        pass(Duration.ofMillis(999));
        assertThat(buckets.wait("a")).isPresent();
        pass(Duration.ofMillis(1));
        assertThat(buckets.wait("a")).isEmpty();
    }

    @Test
    void whatIsTakenTooMuchHasToBeWaitedFor() {
        for (int i = 0; i < 5; i++) {
            buckets.take("a");
        }
        assertThat(buckets.wait("a")).contains(Duration.ofSeconds(4));
    }

    @Test
    void fullBucketsAreForgotten() {
        for (int i = 0; i < 9_000; i++) {
            buckets.take("name-" + i);
        }
        pass(Duration.ofSeconds(3));

        buckets.take("one more");

        assertThat(buckets.names()).isOne();
    }

    @Test
    void noMoreNamesAreToldApartThanAreAllowed() {
        for (int i = 0; i < 10_050; i++) {
            buckets.take("name-" + i);
            buckets.take("name-" + i);
        }

        assertThat(buckets.names()).isEqualTo(10_000);
        assertThat(buckets.wait("name-0")).isPresent();
        assertThat(buckets.wait("name-10049")).isEmpty();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
