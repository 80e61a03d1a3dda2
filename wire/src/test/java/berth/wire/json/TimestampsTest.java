package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Random;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2030-01-01T08:15:30Z,           2030-01-01T08:15:30.0000000Z, 2030-01-01T08:15:30Z",
        "2030-01-01T08:15:30.120Z,       2030-01-01T08:15:30.1200000Z, 2030-01-01T08:15:30.12Z",
        "2030-01-01T08:15:30.123456789Z, 2030-01-01T08:15:30.1234567Z, "
                + "2030-01-01T08:15:30.1234567Z",
    })
    void thereAreTwoWaysToWriteATime(Instant time, String precise, String trimmed) {
        assertThat(Timestamps.precise(time)).isEqualTo(precise);
        assertThat(Timestamps.trimmed(time)).isEqualTo(trimmed);
    }

    @Test
    void whatIsWrittenReadsTheSame() throws BadDocument {
        var random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            var time =
                    Instant.ofEpochSecond(
                            random.nextLong(4_000_000_000L), random.nextInt(10_000_000) * 100L);

            assertThat(Timestamps.parse(Timestamps.precise(time))).isEqualTo(time);
            assertThat(Timestamps.parse(Timestamps.trimmed(time))).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-01T10:15:30+02:00,      2030-01-01T08:15:30Z",
        "2030-01-01t08:15:30z,           2030-01-01T08:15:30Z",
        "2030-01-01T08:15:30.123456789Z, 2030-01-01T08:15:30.123456700Z",
    })
    void readingIsMoreTolerantThanWriting(String text, Instant time) throws BadDocument {
        assertThat(Timestamps.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2030-01-01", "2030-13-01T00:00:00Z", "2030-01-01T00:00:00"})
    void whatIsNoTimeIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text))
                .isInstanceOf(BadDocument.class)
                .hasMessage("the document must be a time such as 2030-01-01T08:15:30.1234567Z");
    }
}
