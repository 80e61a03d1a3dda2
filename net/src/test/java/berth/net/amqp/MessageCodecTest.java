package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
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
    private static final AmqpLimits LIMITS = AmqpLimits.PROVISIONING;
    private static final CorrelationId CORRELATION =
            new CorrelationId.Text("00112233-4455-4677-8899-aabbccddeeff");

    private static AmqpContent decode(String hex) {
        return MessageCodec.decode(
                HexFormat.of().parseHex(hex.replace(" ", "")), 0, AmqpLimits.PROVISIONING);
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theGoldenRegisterIsRead() {
        assertThat(decode(V8_REGISTER))
                .isEqualTo(
                        AmqpMessage.answer(
                                CORRELATION,
                                Map.of("iotdps-operation-type", "iotdps-register"),
                                bytes("{\"registrationId\":\"dev-01\"}")));
    }

    @Test
    void theGoldenAnswerIsWhatWeWrite() {
        var answer =
                AmqpMessage.answer(
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
        var message = AmqpMessage.answer(id, Map.of("a", "b"), bytes("body"));

        assertThat(MessageCodec.decode(MessageCodec.encode(message), 0, AmqpLimits.PROVISIONING))
                .isEqualTo(message);
    }

    @Test
    void aLargeMessageIsWritten() {
        var message =
                AmqpMessage.answer(
                        new CorrelationId.Text("x".repeat(100_000)), Map.of(), bytes("body"));

        assertThat(MessageCodec.decode(MessageCodec.encode(message), 0, AmqpLimits.PROVISIONING))
                .isEqualTo(message);
    }

    /// What stock clients put into polls.
    @ParameterizedTest
    @CsvSource({"005377a100, ''", "005377a1026869, hi", "005375a000, ''", "005377a0026869, hi"})
    void aBodyIsDataOrAText(String section, String body) {
        assertThat(decode(section))
                .isInstanceOfSatisfying(
                        AmqpMessage.class,
                        message -> assertThat(message.body().bytes()).isEqualTo(bytes(body)));
    }

    @Test
    void aMessageMayHaveNoBody() {
        var none = new AmqpMessage(AmqpProperties.NONE, Map.of(), Map.of(), new AmqpBody.None());

        assertThat(decode("00537045")).isEqualTo(none);
        assertThat(HexFormat.of().formatHex(MessageCodec.encode(none))).isEqualTo("00537045");
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "45, not a section",
        "00531045, not a section",
        "00537145 00537045, out of order",
        "005375a000 005377a100, out of order",
        "005377a100 005377a100, out of order",
        "00537540, no message",
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

    private static final UUID ID = UUID.fromString("00112233-4455-4677-8899-aabbccddeeff");

    /// V13 of iot-hub-protocol: to the byte what we write, and what is read.
    static Stream<Arguments> goldenHubMessages() {
        var cbs = Map.<String, Object>of("status-code", 200, "status-description", "OK");
        var nothing = new AmqpBody.Value(null);
        return Stream.of(
                Arguments.of(
                        "005373c0080640404040405301005374c12b04a10b7374617475732d636f6465710000"
                                + "00c8a1127374617475732d6465736372697074696f6ea1024f4b00537740",
                        new AmqpMessage(
                                AmqpProperties.answering(new CorrelationId.Ulong(1)),
                                Map.of(),
                                cbs,
                                nothing)),
                Arguments.of(
                        "005373c0170640404040409800112233445546778899aabbccddeeff005374c12b04a1"
                                + "0b7374617475732d636f646571000000c8a1127374617475732d6465736372"
                                + "697074696f6ea1024f4b00537740",
                        new AmqpMessage(
                                AmqpProperties.answering(new CorrelationId.Uuid(ID)),
                                Map.of(),
                                cbs,
                                nothing)),
                Arguments.of(
                        "005373c0170640404040409800112233445546778899aabbccddeeff005374c11c02a1"
                                + "11496f546875622d6d6574686f646e616d65a1067265626f6f74005375a00b"
                                + "7b2264656c6179223a357d",
                        AmqpMessage.answer(
                                new CorrelationId.Uuid(ID),
                                Map.of("IoThub-methodname", "reboot"),
                                bytes("{\"delay\":5}"))),
                Arguments.of(
                        "005372c11904a30673746174757371000000c8a30776657273696f6e5502005373c02c"
                                + "064040404040a12430303131323233332d343435352d343637372d38383939"
                                + "2d616162626363646465656666005375a000",
                        new AmqpMessage(
                                AmqpProperties.answering(CORRELATION),
                                Map.of("status", 200, "version", 2L),
                                Map.of(),
                                AmqpBody.of(ByteString.EMPTY))),
                Arguments.of(
                        "005372c12b04a3087265736f75726365a1132f70726f706572746965732f6465736972"
                                + "6564a30776657273696f6e5502005375a0167b2266616e223a312c22247665"
                                + "7273696f6e223a327d",
                        new AmqpMessage(
                                AmqpProperties.NONE,
                                Map.of("resource", "/properties/desired", "version", 2L),
                                Map.of(),
                                AmqpBody.of(bytes("{\"fan\":1,\"$version\":2}")))));
    }

    @ParameterizedTest
    @MethodSource("goldenHubMessages")
    void theGoldenHubMessagesAreWrittenAndRead(String hex, AmqpMessage message) {
        assertThat(HexFormat.of().formatHex(MessageCodec.encode(message))).isEqualTo(hex);
        assertThat(decode(hex)).isEqualTo(message);
    }

    /// Every simple type, at the edges of its encodings.
    @Test
    void everySimpleTypeComesBack() {
        var values = new HashMap<String, Object>();
        List<Object> simple =
                List.of(
                        true,
                        false,
                        "",
                        "x".repeat(255),
                        "x".repeat(256),
                        "\u00e4\u20ac",
                        ByteString.EMPTY,
                        ByteString.of(new byte[300]),
                        0,
                        -128,
                        127,
                        128,
                        Integer.MIN_VALUE,
                        0L,
                        127L,
                        -129L,
                        Long.MAX_VALUE,
                        Unsigned.ofByte(255),
                        new Unsigned(Unsigned.Width.SHORT, 65_535),
                        Unsigned.ofInt(0),
                        Unsigned.ofInt(255),
                        Unsigned.ofInt(256),
                        Unsigned.ofInt(0xffff_ffffL),
                        Unsigned.ofLong(0),
                        Unsigned.ofLong(255),
                        Unsigned.ofLong(-1),
                        ID,
                        Instant.ofEpochMilli(1_893_456_000_123L),
                        Instant.ofEpochMilli(-1),
                        (byte) -1,
                        (short) -300,
                        1.5f,
                        Double.NaN,
                        'c');
        for (int at = 0; at < simple.size(); at++) {
            values.put("v" + at, simple.get(at));
        }
        var everything =
                new AmqpProperties(
                        new CorrelationId.Uuid(ID),
                        bytes("user"),
                        "to",
                        "reply-to",
                        new CorrelationId.Ulong(7),
                        "text/plain",
                        "utf-8",
                        Instant.ofEpochMilli(1),
                        Instant.ofEpochMilli(2));
        for (Object value : simple) {
            var message = new AmqpMessage(everything, values, values, new AmqpBody.Value(value));

            assertThat(MessageCodec.decode(MessageCodec.encode(message), 0, LIMITS))
                    .isEqualTo(message);
        }
    }

    /// The stock clients' engine reads what we write.
    @Test
    void anotherCodecReadsTheSame() {
        var message =
                new AmqpMessage(
                        new AmqpProperties(
                                new CorrelationId.Text("m-1"),
                                bytes("user"),
                                "/devices/d/messages/devicebound",
                                null,
                                new CorrelationId.Uuid(ID),
                                "application/json",
                                "utf-8",
                                Instant.ofEpochMilli(5),
                                null),
                        Map.of(
                                "x-opt-lock-token", ID,
                                "iothub-deliverycount", Unsigned.ofByte(1),
                                "x-opt-sequence-number", Unsigned.ofLong(300)),
                        Map.of("iothub-ack", "full"),
                        AmqpBody.of(bytes("{}")));
        byte[] bytes = MessageCodec.encode(message);
        var read = Proton.message();
        read.decode(bytes, 0, bytes.length);

        assertThat(read.getMessageId()).isEqualTo("m-1");
        assertThat(new String(read.getUserId(), StandardCharsets.UTF_8)).isEqualTo("user");
        assertThat(read.getAddress()).isEqualTo("/devices/d/messages/devicebound");
        assertThat(read.getCorrelationId()).isEqualTo(ID);
        assertThat(read.getContentType()).isEqualTo("application/json");
        assertThat(read.getContentEncoding()).isEqualTo("utf-8");
        assertThat(read.getExpiryTime()).isEqualTo(5);
        assertThat(read.getMessageAnnotations().getValue())
                .containsEntry(Symbol.valueOf("x-opt-lock-token"), ID)
                .containsEntry(
                        Symbol.valueOf("iothub-deliverycount"), UnsignedByte.valueOf((byte) 1))
                .containsEntry(Symbol.valueOf("x-opt-sequence-number"), UnsignedLong.valueOf(300));
        assertThat(read.getApplicationProperties().getValue()).containsEntry("iothub-ack", "full");
    }

    @Test
    void severalDataSectionsAreOneBody() {
        assertThat(decode("005375a00161 005375a00162"))
                .isInstanceOfSatisfying(
                        AmqpMessage.class,
                        message -> {
                            assertThat(message.body().bytes()).isEqualTo(bytes("ab"));
                            assertThat(MessageCodec.encode(message))
                                    .isEqualTo(HexFormat.of().parseHex("005375a00161005375a00162"));
                        });
    }

    @Test
    void aBatchIsReadMessageByMessage() {
        var one = AmqpMessage.answer(null, Map.of("n", "1"), bytes("one"));
        var two = AmqpMessage.answer(null, Map.of("n", "2"), bytes("two"));
        var batch =
                new AmqpMessage(
                        AmqpProperties.NONE,
                        Map.of(),
                        Map.of(),
                        new AmqpBody.Data(
                                List.of(
                                        ByteString.of(MessageCodec.encode(one)),
                                        ByteString.of(MessageCodec.encode(two)))));

        assertThat(MessageCodec.decode(MessageCodec.encode(batch), MessageCodec.BATCH, LIMITS))
                .isEqualTo(new AmqpBatch(List.of(one, two)));
    }

    @ParameterizedTest
    @CsvSource({
        "005377a100, -2147404032, without data",
        "005375a00145, -2147404032, not a section",
        "005375a000, -2147404032, empty message",
        "005375a000, 1, unknown message format",
    })
    void whatIsNoBatchIsUnreadable(String hex, int format, String why) {
        assertThat(MessageCodec.decode(HexFormat.of().parseHex(hex), format, LIMITS))
                .isInstanceOfSatisfying(
                        AmqpContent.Unreadable.class,
                        unreadable -> assertThat(unreadable.reason()).contains(why));
    }

    @Test
    void aBatchHoldsSoManyMessagesAtMost() {
        var tiny = ByteString.ofHex("00537045");
        var sections = new ArrayList<>(Collections.nCopies(5_000, tiny));
        assertThat(batched(sections)).isInstanceOf(AmqpBatch.class);

        sections.add(tiny);

        assertThat(batched(sections)).isInstanceOf(AmqpContent.Unreadable.class);
    }

    private static AmqpContent batched(List<ByteString> sections) {
        var batch =
                new AmqpMessage(
                        AmqpProperties.NONE, Map.of(), Map.of(), new AmqpBody.Data(sections));
        return MessageCodec.decode(MessageCodec.encode(batch), MessageCodec.BATCH, LIMITS);
    }
}
