package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class JsonTextTest {
    private static final JsonLimits TIGHT = new JsonLimits(3, 8, 5, 2);

    private static JsonValue parse(String text) throws MalformedJson {
        return JsonText.parse(text, JsonLimits.DEFAULT);
    }

    private static void assertRefused(String text, JsonLimits limits, String problem) {
        assertThatThrownBy(() -> JsonText.parse(text, limits))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aDocumentKeepsItsOrderAndItsDigits() throws MalformedJson {
        var value = parse(" {\"b\": [1, 2.50, true, null], \"a\": {\"ü\": \"\\u00e9\\n\"}} ");

        assertThat(value)
                .isEqualTo(
                        new JsonObject(
                                Map.of(
                                        "b",
                                        new JsonArray(
                                                List.of(
                                                        JsonNumber.of(1),
                                                        new JsonNumber(new BigDecimal("2.50")),
                                                        JsonBoolean.TRUE,
                                                        JsonNull.NULL)),
                                        "a",
                                        new JsonObject(Map.of("ü", new JsonString("é\n"))))));
        assertThat(JsonText.text(value))
                .isEqualTo("{\"b\":[1,2.50,true,null],\"a\":{\"ü\":\"é\\n\"}}");
    }

    @Test
    void whatIsWrittenReadsTheSame() throws MalformedJson {
        for (long seed = 0; seed < 500; seed++) {
            var value = value(new Random(seed), 4);

            assertThat(JsonText.parse(JsonText.bytes(value), JsonLimits.DEFAULT))
                    .as("seed %d", seed)
                    .isEqualTo(value);
        }
    }

    private static JsonValue value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> JsonNull.NULL;
            case 1 -> JsonBoolean.of(random.nextBoolean());
            case 2 -> JsonNumber.of(random.nextLong());
            case 3 -> new JsonNumber(BigDecimal.valueOf(random.nextInt(), random.nextInt(-20, 20)));
            case 4 -> new JsonString(text(random));
            case 5 -> {
                var items = new ArrayList<JsonValue>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth - 1));
                }
                yield new JsonArray(items);
            }
            default -> {
                var members = new LinkedHashMap<String, JsonValue>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    members.put(text(random), value(random, depth - 1));
                }
                yield new JsonObject(members);
            }
        };
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11000);
            text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? '\\' : point);
        }
        return text.toString();
    }

    /// Whatever bytes arrive, the outcome is a value or a refusal of ours.
    @Test
    void randomBytesFailCleanly() {
        var alphabet =
                "{}[]\",:.0123456789eE+-truefalsnu \\\u0000é".getBytes(StandardCharsets.UTF_8);
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var bytes = new byte[random.nextInt(24)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] =
                        random.nextInt(10) == 0
                                ? (byte) random.nextInt()
                                : alphabet[random.nextInt(alphabet.length)];
            }
            try {
                var value = JsonText.parse(ByteString.of(bytes), JsonLimits.DEFAULT);
                assertThat(JsonText.parse(JsonText.bytes(value), JsonLimits.DEFAULT))
                        .as("seed %d", seed)
                        .isEqualTo(value);
            } catch (MalformedJson e) {
                assertThat(e.getMessage()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[1,]",
                "{\"a\" 1}",
                "{'a':1}",
                "{a:1}",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "nul",
                "/* */ 1",
                "\"\t\"",
                "\"\\x\"",
                "\"open"
            })
    void whatIsNotJsonIsRefused(String text) {
        assertRefused(text, JsonLimits.DEFAULT, "not JSON");
    }

    @Test
    void noTextIsRefused() {
        assertRefused("", JsonLimits.DEFAULT, "empty text");
        assertRefused(" \n", JsonLimits.DEFAULT, "empty text");
    }

    @Test
    void textBehindTheValueIsRefused() {
        assertRefused("{} {}", JsonLimits.DEFAULT, "behind the JSON value");
        assertRefused("1 x", JsonLimits.DEFAULT, "not JSON");
    }

    @Test
    void aNameMayNotOccurTwice() {
        assertRefused("{\"a\":1,\"\\u0061\":2}", JsonLimits.DEFAULT, "twice");
    }

    /// The library refuses only an escaped low half in a name.
    @Test
    void halfASurrogatePairIsRefused() {
        assertRefused("\"\\ud83d\"", JsonLimits.DEFAULT, "surrogate");
        assertRefused("\"\ud83d\"", JsonLimits.DEFAULT, "surrogate");
        assertRefused("{\"\ude00\":1}", JsonLimits.DEFAULT, "surrogate");
        assertRefused("{\"\\ude00\":1}", JsonLimits.DEFAULT, "not JSON");
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() {
        for (var bytes :
                List.of(
                        "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE),
                        "\"é\"".getBytes(StandardCharsets.ISO_8859_1),
                        new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'})) {
            assertThatThrownBy(() -> JsonText.parse(ByteString.of(bytes), JsonLimits.DEFAULT))
                    .isInstanceOf(MalformedJson.class);
        }
    }

    @Test
    void aByteOrderMarkIsSkipped() throws MalformedJson {
        var bytes = "\uFEFF{}".getBytes(StandardCharsets.UTF_8);

        assertThat(JsonText.parse(ByteString.of(bytes), JsonLimits.DEFAULT))
                .isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void eachLimitAllowsItsValueAndNotOneMore() throws MalformedJson {
        JsonText.parse("[[{}]]", TIGHT);
        assertRefused("[[{\"a\":[]}]]", TIGHT, "more than 3 levels");
        JsonText.parse("{\"a\":1,\"b\":2}", TIGHT);
        assertRefused("{\"a\":1,\"b\":2,\"c\":3}", TIGHT, "more than 2 members");
        JsonText.parse("[\"12345678\",\"éééé\",\"😀😀\"]", TIGHT);
        assertRefused("\"123456789\"", TIGHT, "more than 8 bytes");
        assertRefused("\"ééééx\"", TIGHT, "more than 8 bytes");
        assertRefused("{\"123456789\":1}", TIGHT, "more than 8 bytes");
        JsonText.parse("-123.45e10", TIGHT);
        assertRefused("123456", TIGHT, "more than 5 digits");
        assertRefused("0.00001", TIGHT, "more than 5 digits");
    }

    /// Nesting, digits and exponents that would cost far more than the bytes they are written in.
    @Test
    void bombsAreRefused() {
        assertRefused("[".repeat(100_000), JsonLimits.DEFAULT, "levels");
        assertRefused("{\"a\":".repeat(100_000), JsonLimits.DEFAULT, "levels");
        assertRefused("9".repeat(100_000), JsonLimits.DEFAULT, "digits");
        assertRefused("1e" + "9".repeat(100_000), JsonLimits.DEFAULT, "out of range");
        assertRefused("1e-1000000000", JsonLimits.DEFAULT, "out of range");
    }

    /// A stored document is read with the limits it came with: a number that is longer, or further
    /// out, in the form it is written in could be stored and never read again.
    @Test
    void aNumberThatCouldNotBeReadAgainIsRefused() throws MalformedJson {
        for (var number : List.of("1e400", "-9.9E400", "1e-400", "0.1e-399", "1e-39", "1.0")) {
            var value = JsonText.parse(number, JsonLimits.DEFAULT);
            assertThat(JsonText.parse(JsonText.text(value), JsonLimits.DEFAULT)).isEqualTo(value);
        }
        assertRefused("10e400", JsonLimits.DEFAULT, "out of range");
        assertRefused("0.1e-400", JsonLimits.DEFAULT, "out of range");
        assertRefused("9".repeat(40) + "e-40", JsonLimits.DEFAULT, "more than 40 digits");
    }

    @Test
    void aRefusalSaysWhereAndRepeatsNothing() {
        assertThatThrownBy(() -> parse("{\n  \"key\": secret }"))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining("line 2, column")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("key");
    }
}
