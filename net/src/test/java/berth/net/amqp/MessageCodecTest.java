package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// Messages as bytes. V8 are the contract's golden messages.
class MessageCodecTest {
    private static final String V8_REGISTER =
            """
            00537045005373d00000002f000000064040404040a12430303131323233332d343435352d343637372d\
            383839392d616162626363646465656666005374d10000002c00000002a115696f746470732d6f7065726174\
            696f6e2d74797065a10f696f746470732d7265676973746572005375a01b7b22726567697374726174696f6e\
            4964223a226465762d3031227d\
            """;
    private static final String V8_ANSWER =
            """
            00537045005373d00000002f000000064040404040a12430303131323233332d343435352d343637372d\
            383839392d616162626363646465656666005374d10000001300000002a10b72657472792d61667465725403\
            005375a05e7b226f7065726174696f6e4964223a22342e303132333435363738396162636465662e30303131\
            323233332d343435352d343637372d383839392d616162626363646465656666222c22737461747573223a22\
            61737369676e696e67227d\
            """;
    private static final CorrelationId CORRELATION =
            new CorrelationId.Text("00112233-4455-4677-8899-aabbccddeeff");

    private static AmqpContent decode(String hex) {
        return MessageCodec.decode(
                HexFormat.of().parseHex(hex.replace(" ", "")), AmqpLimits.PROVISIONING);
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theGoldenRegisterIsRead() {
        assertThat(decode(V8_REGISTER))
                .isEqualTo(
                        new AmqpMessage(
                                CORRELATION,
                                Map.of("iotdps-operation-type", "iotdps-register"),
                                bytes("{\"registrationId\":\"dev-01\"}")));
    }

    @Test
    void theGoldenAnswerIsWhatWeWrite() {
        var answer =
                new AmqpMessage(
                        CORRELATION,
                        Map.of("retry-after", 3),
                        bytes(
                                "{\"operationId\":\"4.0123456789abcdef.00112233-4455-4677-8899-aabbccddeeff\","
                                    + "\"status\":\"assigning\"}"));

        assertThat(decode(V8_ANSWER)).isEqualTo(answer);
        var written = HexFormat.of().formatHex(MessageCodec.encode(answer));
        assertThat(decode(written)).isEqualTo(answer);
        // An int, not a uint or long: one stock client takes nothing else; then one data section.
        assertThat(written).contains("a10b72657472792d61667465725403").contains("005375a05e7b22");
    }

    static Stream<CorrelationId> correlationIds() {
        return Stream.of(
                new CorrelationId.Text("a"),
                new CorrelationId.Uuid(new UUID(1, 2)),
                new CorrelationId.Bytes(ByteString.of((byte) 1, (byte) 2)),
                new CorrelationId.Ulong(-1));
    }

    @ParameterizedTest
    @MethodSource("correlationIds")
    void aCorrelationIdKeepsItsType(CorrelationId id) {
        var message = new AmqpMessage(id, Map.of("a", "b"), bytes("body"));

        assertThat(MessageCodec.decode(MessageCodec.encode(message), AmqpLimits.PROVISIONING))
                .isEqualTo(message);
    }

    @Test
    void aLargeMessageIsWritten() {
        var message =
                new AmqpMessage(
                        new CorrelationId.Text("x".repeat(100_000)), Map.of(), bytes("body"));

        assertThat(MessageCodec.decode(MessageCodec.encode(message), AmqpLimits.PROVISIONING))
                .isEqualTo(message);
    }

    /// What stock clients put into polls.
    @ParameterizedTest
    @CsvSource({"005377a100, ''", "005377a1026869, hi", "005375a000, ''", "005377a0026869, hi"})
    void aBodyIsDataOrAText(String section, String body) {
        assertThat(decode(section)).isEqualTo(new AmqpMessage(null, Map.of(), bytes(body)));
    }

    @Test
    void aMessageMayHaveNoBody() {
        assertThat(decode("00537045")).isEqualTo(new AmqpMessage(null, Map.of(), ByteString.EMPTY));
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "45, not a section",
        "00531045, not a section",
        "00537145 00537045, out of order",
        "005375a000 005375a000, out of order",
        "005375a000 005377a100, out of order",
        "005375a005, longer",
        "005373a100, no message",
        "005374c10402 5001 43, no message"
    })
    void whatIsNoMessageIsUnreadable(String hex, String why) {
        assertThat(decode(hex))
                .isInstanceOfSatisfying(
                        AmqpContent.Unreadable.class,
                        unreadable -> assertThat(unreadable.reason()).contains(why));
    }
}
