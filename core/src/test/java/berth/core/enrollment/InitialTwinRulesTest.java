package berth.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.InitialTwin;
import berth.core.json.JsonArray;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class InitialTwinRulesTest {
    @Test
    void anEmptyTwinIsFine() {
        assertThat(InitialTwinRules.violation(InitialTwin.EMPTY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "$version", "a b", "a\u0001", ""})
    void aKeyNoHubWouldTakeIsFoundAtAnyDepth(String key) {
        var inner = new JsonObject(Map.of(key, JsonNumber.of(1)));

        assertThat(desired(Map.of("list", new JsonArray(List.of(inner)))))
                .hasValueSatisfying(text -> assertThat(text).contains("a key"));
    }

    @Test
    void tenLevelsAreFineAndElevenAreNot() {
        assertThat(desired(nested(10))).isEmpty();
        assertThat(desired(nested(11)))
                .hasValue("the initial twin's desired properties are nested deeper than 10");
    }

    @Test
    void tagsHave8KilobytesAndDesiredProperties32() {
        assertThat(tags(texts(8 * 1024))).isEmpty();
        assertThat(tags(texts(8 * 1024 + 1))).isPresent();
        assertThat(desired(texts(32 * 1024))).isEmpty();
        assertThat(desired(texts(32 * 1024 + 1))).isPresent();
    }

    @Test
    void aTextHas4Kilobytes() {
        assertThat(tags(Map.of("k", new JsonString("x".repeat(4096))))).isEmpty();
        assertThat(tags(Map.of("k", new JsonString("x".repeat(4097))))).isPresent();
    }

    @Test
    void lengthsAreCountedInUtf8() {
        assertThat(tags(Map.of("k", new JsonString("\u20ac".repeat(1365))))).isEmpty();
        assertThat(tags(Map.of("k", new JsonString("\u20ac".repeat(1366))))).isPresent();
    }

    @Test
    void integersHave53Bits() {
        assertThat(tags(Map.of("k", JsonNumber.of(4503599627370495L)))).isEmpty();
        assertThat(tags(Map.of("k", JsonNumber.of(4503599627370496L)))).isPresent();
        assertThat(tags(Map.of("k", JsonNumber.of(-4503599627370497L)))).isPresent();
    }

    /// A short text that would be a gigantic number if anybody wrote it out.
    @Test
    void aHugeExponentIsNotMultipliedOut() {
        assertThat(tags(Map.of("k", new JsonNumber(new BigDecimal("1e999999999"))))).isEmpty();
    }

    @Test
    void anArrayHasNoNull() {
        assertThat(tags(Map.of("k", new JsonArray(List.of(JsonNull.NULL))))).isPresent();
    }

    private static Optional<String> tags(Map<String, JsonValue> members) {
        return InitialTwinRules.violation(
                new InitialTwin(new JsonObject(members), JsonObject.EMPTY));
    }

    private static Optional<String> desired(Map<String, JsonValue> members) {
        return InitialTwinRules.violation(
                new InitialTwin(JsonObject.EMPTY, new JsonObject(members)));
    }

    private static Map<String, JsonValue> nested(int levels) {
        JsonValue value = JsonNumber.of(1);
        for (int i = 1; i < levels; i++) {
            value = new JsonObject(Map.of("k", value));
        }
        return Map.of("k", value);
    }

    /// Members whose keys and texts have `bytes` bytes together.
    private static Map<String, JsonValue> texts(int bytes) {
        var members = new LinkedHashMap<String, JsonValue>();
        for (int left = bytes; left > 0; ) {
            int size = Math.min(left, 1024);
            var key = "k%04d".formatted(members.size());
            members.put(key.substring(0, Math.min(5, size)), text(size - Math.min(5, size)));
            left -= size;
        }
        return members;
    }

    private static JsonString text(int length) {
        return new JsonString("x".repeat(length));
    }
}
