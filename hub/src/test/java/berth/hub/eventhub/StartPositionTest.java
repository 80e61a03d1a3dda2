package berth.hub.eventhub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

final class StartPositionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "amqp.annotation.x-opt-offset > '12'|12",
                "amqp.annotation.x-opt-offset >= '12'|11",
                "amqp.annotation.x-opt-offset >'12'|12",
                "amqp.annotation.x-opt-offset > 12|12",
                "  amqp.annotation.x-opt-offset   >=   '12'  |11",
                "amqp.annotation.x-opt-sequence-number > '12'|12",
                "amqp.annotation.x-opt-offset > '-1'|-1"
            })
    void aRecordIsBegunAfter(String filter, long after) {
        assertThat(StartPosition.parse(filter)).contains(new StartPosition.After(after));
    }

    /// Consumers know times cut to milliseconds.
    @Test
    void aTimeExcludesItsWholeMillisecond() {
        assertThat(StartPosition.parse("amqp.annotation.x-opt-enqueued-time > '1000'"))
                .contains(new StartPosition.From(Instant.ofEpochMilli(1001)));
        assertThat(StartPosition.parse("amqp.annotation.x-opt-enqueued-time >= '1000'"))
                .contains(new StartPosition.From(Instant.ofEpochMilli(1000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amqp.annotation.x-opt-offset > '@latest'",
                "amqp.annotation.x-opt-offset >= '@latest'"
            })
    void theEndIsAPosition(String filter) {
        assertThat(StartPosition.parse(filter)).contains(new StartPosition.Latest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "amqp.annotation.x-opt-offset = '1'",
                "amqp.annotation.x-opt-offset < '1'",
                "amqp.annotation.x-opt-offset > 'abc'",
                "amqp.annotation.x-opt-offset > '9999999999999999999'",
                "amqp.annotation.x-opt-enqueued-time > '@latest'",
                "amqp.annotation.x-opt-partition-key > '1'",
                "amqp.annotation.x-opt-offset > '1' OR 1=1"
            })
    void nothingElseIsAFilter(String filter) {
        assertThat(StartPosition.parse(filter)).isEmpty();
    }
}
