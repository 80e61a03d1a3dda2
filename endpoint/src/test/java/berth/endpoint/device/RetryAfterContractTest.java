package berth.endpoint.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/// How long devices are told to wait. Source: reliability, section 11; dps-device-protocol, section
/// 0.9: whole seconds, never 0, 2 to 5 while assigning, never above 300.
class RetryAfterContractTest {
    private static final int DRAWS = 5_000;

    private final AtomicInteger load = new AtomicInteger();
    private final DeviceAnswers answers =
            new DeviceAnswers(
                    InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")),
                    new Random(3),
                    load::get);

    @Test
    void aNodeAtEaseLetsAssigningDevicesPollInThreeSeconds() {
        assertThat(whileAssigning()).containsExactly(3L);
    }

    @Test
    void underLoadAssigningDevicesAreSpreadOverWhatEveryClientAccepts() {
        for (int level = 1; level <= DeviceLoad.MAX; level++) {
            load.set(level);
            assertThat(whileAssigning()).containsExactly(2L, 3L, 4L, 5L);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 30", "2, 60", "3, 120", "4, 300"})
    void whoIsTurnedAwayIsSpreadOverATimeThatGrowsWithTheLoad(int level, long secondsMax) {
        load.set(level);
        for (var error : Set.of(ServiceError.THROTTLED, ServiceError.UNAVAILABLE)) {
            var seconds = whenRefused(error);
            assertThat(seconds.first()).isEqualTo(5);
            assertThat(seconds.last()).isEqualTo(secondsMax);
            assertThat(seconds).hasSize((int) secondsMax - 4);
        }
    }

    @Test
    void whatWillNotChangeByWaitingNamesNoTime() {
        for (var error : ServiceError.values()) {
            if (error.httpStatus() != 429 && error.httpStatus() != 503) {
                assertThat(refused(error).retryAfter()).as(error.name()).isNull();
            }
        }
        assertThat(answers.finished("t", JsonObject.EMPTY).retryAfter()).isNull();
    }

    @Test
    void everyRefusalIsADocumentOfTheContractsShape() {
        for (var error : ServiceError.values()) {
            assertThat(refused(error).document().members())
                    .as(error.name())
                    .containsKeys("errorCode", "trackingId", "message", "timestampUtc");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 1, 1",
        "24, 0, 0",
        "25, 0, 1",
        "50, 0, 2",
        "99, 9, 3",
        "100, 0, 4",
        "100000, 0, 4",
        "2147483647, 0, 4"
    })
    void theLoadIsTheShareOfWhatMayRun(int running, int waiting, int level) {
        assertThat(DeviceLoad.of(running, 100, waiting)).isEqualTo(level);
    }

    private SortedSet<Long> whileAssigning() {
        var seconds = new TreeSet<Long>();
        for (int i = 0; i < DRAWS; i++) {
            seconds.add(wholeSeconds(answers.assigning("t", JsonObject.EMPTY).retryAfter()));
        }
        return seconds;
    }

    private SortedSet<Long> whenRefused(ServiceError error) {
        var seconds = new TreeSet<Long>();
        for (int i = 0; i < DRAWS; i++) {
            seconds.add(wholeSeconds(refused(error).retryAfter()));
        }
        return seconds;
    }

    private DeviceAnswer refused(ServiceError error) {
        return answers.refused("t", Refusal.of(error, "a test"), "a test");
    }

    private static long wholeSeconds(Duration time) {
        assertThat(time.toNanosPart()).isZero();
        return time.toSeconds();
    }
}
