package berth.hub.twin;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// What may stand in a twin. Answers with the broken rule in words, or with nothing.
///
/// Source: iot-hub-protocol, section 5.3.
final class TwinLimits {
    static final int TAGS_BYTES_MAX = 8 * 1024;
    static final int PROPERTIES_BYTES_MAX = 32 * 1024;
    static final int NAME_BYTES_MAX = 1024;
    static final int STRING_BYTES_MAX = 4 * 1024;
    static final int DEPTH_MAX = 10;
    static final BigDecimal INTEGER_MIN = BigDecimal.valueOf(-(1L << 52));
    static final BigDecimal INTEGER_MAX = BigDecimal.valueOf((1L << 52) - 1);

    private TwinLimits() {}

    /// Judges what a caller sent, as a patch or as a whole: names and values, wherever they are.
    /// Null is a deletion and so has no place inside an array.
    static Optional<String> ofPatch(String section, JsonObject patch) {
        return ofObject(section, patch, true);
    }

    /// Judges a whole section after a change: size and depth.
    static Optional<String> ofSection(String section, JsonObject data, int bytesMax) {
        if (depth(data) > DEPTH_MAX) {
            return Optional.of("%s is more than %d levels deep".formatted(section, DEPTH_MAX));
        }
        var size = TwinSize.of(data);
        if (size.exceeds(bytesMax)) {
            return Optional.of(
                    "%s has %d bytes, at most %d are allowed"
                            .formatted(section, size.counted(), bytesMax));
        }
        return Optional.empty();
    }

    private static Optional<String> ofObject(String place, JsonObject object, boolean mayDelete) {
        return object.members().entrySet().stream()
                .flatMap(member -> ofMember(place, member, mayDelete).stream())
                .findFirst();
    }

    private static Optional<String> ofMember(
            String place, Map.Entry<String, JsonValue> member, boolean mayDelete) {
        var name = member.getKey();
        var problem = ofName(name);
        return problem.isPresent()
                ? problem.map(rule -> "a name in %s %s".formatted(place, rule))
                : ofValue(place + "." + name, member.getValue(), mayDelete);
    }

    private static Optional<String> ofName(String name) {
        if (name.isEmpty() || bytes(name) > NAME_BYTES_MAX) {
            return Optional.of("has not 1 to %d bytes".formatted(NAME_BYTES_MAX));
        }
        if (name.chars().anyMatch(c -> c == '.' || c == '$' || c == ' ')) {
            return Optional.of("has a dot, a dollar sign or a blank: " + name);
        }
        return name.chars().anyMatch(Character::isISOControl)
                ? Optional.of("has a control character")
                : Optional.empty();
    }

    private static Optional<String> ofValue(String place, JsonValue value, boolean mayDelete) {
        return switch (value) {
            case JsonNull _ when mayDelete -> Optional.empty();
            case JsonNull _ -> Optional.of(place + " is null inside an array");
            case JsonBoolean _ -> Optional.empty();
            case JsonNumber(BigDecimal number) -> ofNumber(place, number);
            case JsonString(String text) ->
                    bytes(text) > STRING_BYTES_MAX
                            ? Optional.of(
                                    "%s is longer than %d bytes".formatted(place, STRING_BYTES_MAX))
                            : Optional.empty();
            case JsonArray array ->
                    array.items().stream()
                            .flatMap(item -> ofValue(place + "[]", item, false).stream())
                            .findFirst();
            case JsonObject object -> ofObject(place, object, mayDelete);
        };
    }

    private static Optional<String> ofNumber(String place, BigDecimal number) {
        // Written without fraction and exponent it is an integer to every client.
        boolean integer = number.scale() == 0;
        if (integer && (number.compareTo(INTEGER_MIN) < 0 || number.compareTo(INTEGER_MAX) > 0)) {
            return Optional.of(
                    "%s is not an integer from %s to %s"
                            .formatted(place, INTEGER_MIN, INTEGER_MAX));
        }
        return Double.isInfinite(number.doubleValue())
                ? Optional.of(place + " is too large a number")
                : Optional.empty();
    }

    private static int depth(JsonObject object) {
        return object.members().values().stream().mapToInt(TwinLimits::levels).max().orElse(0);
    }

    /// How many objects and arrays lie inside each other here.
    private static int levels(JsonValue value) {
        return switch (value) {
            case JsonObject object -> 1 + depth(object);
            case JsonArray array ->
                    1 + array.items().stream().mapToInt(TwinLimits::levels).max().orElse(0);
            case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> 0;
        };
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
