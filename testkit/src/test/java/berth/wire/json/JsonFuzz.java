package berth.wire.json;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.core.id.ByteString;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Feeds bytes to the reader of JSON: it answers with a value within its limits, or says in its own
/// words why not; and what it has read can be written and read again.
public final class JsonFuzz {
    private static final long ALLOWANCE = 128 * 1024;

    /// A small number in an array is the dearest: two bytes, five objects.
    private static final long ALLOWANCE_PER_BYTE = 256;

    private static final JsonLimits TIGHT = new JsonLimits(3, 20, 5, 3);
    private static final Pattern OWN_WORDS =
            Pattern.compile("[A-Za-z0-9 -]{1,60}( at line \\d+, column \\d+)?");

    private JsonFuzz() {}

    /// @throws AssertionError when the reader breaks its word
    public static void fuzzerTestOneInput(byte[] data) {
        var bytes = ByteString.of(data);
        allocatesAtMost(
                ALLOWANCE + ALLOWANCE_PER_BYTE * data.length,
                () -> read(bytes, JsonLimits.DEFAULT));
        var value = read(bytes, JsonLimits.DEFAULT);
        value.ifPresent(
                read -> {
                    checkLimits(read, JsonLimits.DEFAULT, 0);
                    var again = read(JsonText.bytes(read), JsonLimits.DEFAULT);
                    holds(again.equals(value), "written and read, it is another: " + again);
                });
        var tight = read(bytes, TIGHT);
        tight.ifPresent(read -> checkLimits(read, TIGHT, 0));
        holds(tight.isEmpty() || tight.equals(value), "tighter limits allow more");
    }

    private static Optional<JsonValue> read(ByteString bytes, JsonLimits limits) {
        try {
            return Optional.of(JsonText.parse(bytes, limits));
        } catch (MalformedJson e) {
            var message = String.valueOf(e.getMessage());
            holds(OWN_WORDS.matcher(message).matches(), "not our own words: " + message);
            return Optional.empty();
        }
    }

    private static void checkLimits(JsonValue value, JsonLimits limits, int depth) {
        holds(depth <= limits.depthMax(), "deeper than allowed");
        switch (value) {
            case JsonObject(var members) -> {
                holds(members.size() <= limits.membersMax(), "more members than allowed");
                holds(depth < limits.depthMax(), "deeper than allowed");
                members.forEach(
                        (name, member) -> {
                            checkString(name, limits);
                            checkLimits(member, limits, depth + 1);
                        });
            }
            case JsonArray(var items) -> {
                holds(depth < limits.depthMax(), "deeper than allowed");
                items.forEach(item -> checkLimits(item, limits, depth + 1));
            }
            case JsonString(var text) -> checkString(text, limits);
            case JsonNumber(var number) ->
                    holds(
                            number.precision() <= limits.numberDigitsMax()
                                    && Math.abs((long) number.scale()) <= 1_000,
                            "a dearer number than allowed");
            case JsonBoolean _, JsonNull _ -> {}
        }
    }

    private static void checkString(String text, JsonLimits limits) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        holds(bytes.length <= limits.stringBytesMax(), "a longer string than allowed");
        holds(new String(bytes, StandardCharsets.UTF_8).equals(text), "no UTF-8 can carry it");
    }
}
