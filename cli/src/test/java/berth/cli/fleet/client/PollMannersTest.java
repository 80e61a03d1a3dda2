package berth.cli.fleet.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/// The first table of dps-device-protocol, section 0.9.
class PollMannersTest {
    @ParameterizedTest
    @CsvSource({
        "JAVA, 3, 3000",
        "JAVA, 5, 5000",
        "JAVA, 6, 2000",
        "JAVA, 1, 2000",
        "JAVA, , 2000",
        "NODE, 3, 3000",
        "NODE, 0.5, 500",
        "NODE, soon, 2000",
        "NODE, , 2000",
        "PYTHON, 7, 7000",
        "PYTHON, 2.5, 2000",
        "C, 3, 3000",
        "C, 300, 300000",
        "C, 301, 1000",
        "C, , 1000",
        "CSHARP, 3, 3000",
        "CSHARP, 1, 2000",
        "EMBEDDED, 9, 9000",
        "EMBEDDED, -1, 2000",
        "EDGE, 3, 5000",
        "EDGE, , 5000"
    })
    void aClientWaitsAsItsTableSays(PollManners manners, @Nullable String hint, long millis) {
        assertThat(manners.pause(hint, 1, 0.5)).contains(Duration.ofMillis(millis));
    }

    @Test
    void pythonDoesNotListenBeforeItsFirstPoll() {
        assertThat(PollManners.PYTHON.pause("7", 0, 0)).contains(Duration.ofSeconds(2));
    }

    @Test
    void javaBreaksUponAHintThatIsNoInteger() {
        assertThat(PollManners.JAVA.pause("2.5", 0, 0)).isEmpty();
        assertThat(PollManners.JAVA.pause("Sat, 21 Nov 2026 12:00:30 GMT", 0, 0)).isEmpty();
    }

    @Test
    void csharpSpreadsItsWaitWhereItIsToldNothing() {
        assertThat(PollManners.CSHARP.pause(null, 0, 0)).contains(Duration.ofSeconds(2));
        assertThat(PollManners.CSHARP.pause(null, 0, 0.5)).contains(Duration.ofMillis(2500));
    }

    @Test
    void quickAsksAtOnceAndThenLessAndLess() {
        assertThat(PollManners.QUICK.pause("3", 0, 0)).contains(Duration.ofMillis(40));
        assertThat(PollManners.QUICK.pause("3", 2, 0)).contains(Duration.ofMillis(160));
        assertThat(PollManners.QUICK.pause("3", 99, 0)).contains(Duration.ofSeconds(2));
    }
}
