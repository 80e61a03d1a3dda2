package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Tables as management nodes answer with, read by the engine of the stock Java clients.
final class AnswerTableTest {
    @SuppressWarnings("JavaUtilDate") // the type that the engine has for timestamps
    @Test
    void aTableHasNamesOfTextAndValuesOfTheirTypes() {
        var table =
                Map.<String, Object>of(
                        "name",
                        "hub1",
                        "count",
                        4,
                        "last",
                        -1L,
                        "empty",
                        true,
                        "at",
                        Instant.ofEpochMilli(1_894_003_200_123L));

        assertThat(read(table))
                .isEqualTo(
                        Map.of(
                                "name",
                                "hub1",
                                "count",
                                4,
                                "last",
                                -1L,
                                "empty",
                                true,
                                "at",
                                new Date(1_894_003_200_123L)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 300})
    void aListOfTextsIsAnArray(int count) {
        var texts = IntStream.range(0, count).mapToObj(Integer::toString).toList();

        var read = ((Map<?, ?>) read(Map.of("ids", texts))).get("ids");

        assertThat((Object[]) read).isEqualTo(texts.toArray());
    }

    @Test
    void longTextsFitToo() {
        var texts = List.of("ä".repeat(300), "");

        var read = ((Map<?, ?>) read(Map.of("ids", texts))).get("ids");

        assertThat((Object[]) read).isEqualTo(texts.toArray());
    }

    private static Object read(Map<String, Object> table) {
        var bytes =
                MessageCodec.encode(
                        new AmqpMessage(
                                AmqpProperties.NONE,
                                Map.of(),
                                Map.of(),
                                new AmqpBody.Value(table)));
        Message message = Message.Factory.create();
        message.decode(bytes, 0, bytes.length);
        return ((AmqpValue) message.getBody()).getValue();
    }
}
