package berth.hub.twin;

import static berth.hub.Json.object;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.LinkedHashMap;
import java.util.Map;

final class TwinLimitsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a.b\":1}",
                "{\"a$b\":1}",
                "{\"a b\":1}",
                "{\"\":1}",
                "{\"a\\u0001\":1}",
                "{\"a\\u0085\":1}",
                "{\"x\":{\"$version\":1}}",
                "{\"x\":[{\"a.b\":1}]}"
            })
    void aForbiddenNameIsRefusedWhereverItIs(String patch) {
        assertThat(TwinLimits.ofPatch("tags", object(patch))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"x\":[null]}", "{\"x\":[[null]]}", "{\"x\":[{\"a\":null}]}"})
    void nullIsADeletionAndHasNoPlaceInArrays(String patch) {
        assertThat(TwinLimits.ofPatch("tags", object(patch))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4503599627370496", "-4503599627370497", "1e350"})
    void aNumberThatClientsCannotHoldIsRefused(String number) {
        assertThat(TwinLimits.ofPatch("tags", object("{\"x\":" + number + "}"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4503599627370495", "-4503599627370496", "1e15", "0.5", "-0"})
    void aNumberThatClientsCanHoldIsTaken(String number) {
        assertThat(TwinLimits.ofPatch("tags", object("{\"x\":" + number + "}"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a#b\":null}", "{\"é-_:\":[1,\"x\",true,{}]}", "{\"x\":{\"y\":null}}"})
    void everythingElseIsTaken(String patch) {
        assertThat(TwinLimits.ofPatch("tags", object(patch))).isEmpty();
    }

    @Test
    void namesAndStringsHaveALongestLength() {
        assertThat(TwinLimits.ofPatch("tags", one("n".repeat(1024), "s".repeat(4096)))).isEmpty();
        assertThat(TwinLimits.ofPatch("tags", one("n".repeat(1025), ""))).isPresent();
        assertThat(TwinLimits.ofPatch("tags", one("n", "é".repeat(2049)))).isPresent();
    }

    @Test
    void aSectionIsTenLevelsDeep() {
        assertThat(TwinLimits.ofSection("tags", nested(10), 8192)).isEmpty();
        assertThat(TwinLimits.ofSection("tags", nested(11), 8192)).isPresent();
    }

    @Test
    void aSectionMayExceedItsSizeByOnePercent() {
        assertThat(TwinLimits.ofSection("tags", filled(8192), 8192)).isEmpty();
        assertThat(TwinLimits.ofSection("tags", filled(8192 + 81), 8192)).isEmpty();
        assertThat(TwinLimits.ofSection("tags", filled(8192 + 82), 8192)).isPresent();
    }

    @Test
    void sizeCountsNamesStringsNumbersAndBooleans() {
        var data = object("{\"ab\":\"é\",\"n\":12345,\"b\":true,\"o\":{\"x\":[1,\"y\"]}}");

        assertThat(TwinSize.of(data).counted()).isEqualTo(2 + 2 + 1 + 8 + 1 + 4 + 1 + 1 + 8 + 1);
    }

    /// They are free by the documented accounting; without an end they would fill the disk.
    @Test
    void controlCharactersAreFreeButNotWithoutEnd() {
        var four = new LinkedHashMap<String, JsonValue>();
        var nine = new LinkedHashMap<String, JsonValue>();
        for (int i = 0; i < 9; i++) {
            var text = new JsonString("\t".repeat(4096));
            if (i < 4) {
                four.put("n" + i, text);
            }
            nine.put("n" + i, text);
        }

        assertThat(TwinLimits.ofSection("tags", new JsonObject(four), 8192)).isEmpty();
        assertThat(TwinLimits.ofSection("tags", new JsonObject(nine), 8192)).isPresent();
    }

    private static JsonObject one(String name, String value) {
        return new JsonObject(Map.of(name, new JsonString(value)));
    }

    /// As many objects inside each other below the section.
    private static JsonObject nested(int levels) {
        JsonValue value = JsonNumber.of(1);
        for (int i = 0; i < levels; i++) {
            value = new JsonObject(Map.of("o", value));
        }
        return new JsonObject(Map.of("o", value));
    }

    /// A section of exactly this size.
    private static JsonObject filled(int bytes) {
        var members = new LinkedHashMap<String, JsonValue>();
        int left = bytes;
        for (int i = 10; left > 0; i++) {
            int length = Math.min(left, 1002);
            members.put(Integer.toString(i), new JsonString("x".repeat(length - 2)));
            left -= length;
        }
        return new JsonObject(members);
    }
}
