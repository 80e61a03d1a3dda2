package berth.core.enrollment;

import berth.core.hub.InitialTwin;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.math.BigDecimal;
import java.util.Optional;

/// The hub's own rules for twins, applied when an initial twin is written: otherwise every device
/// of the enrollment would fail at registration, when nobody is looking. An allocation function's
/// twin is held to them as well.
///
/// Source: iot-hub-protocol, section 5.3.
public final class InitialTwinRules {
    static final int TAGS_BYTES_MAX = 8 * 1024;
    static final int DESIRED_BYTES_MAX = 32 * 1024;
    static final int DEPTH_MAX = 10;
    static final int KEY_BYTES_MAX = 1024;
    static final int STRING_BYTES_MAX = 4 * 1024;

    private static final int NUMBER_BYTES = 8;
    private static final int BOOLEAN_BYTES = 4;
    private static final BigDecimal INTEGER_MIN = BigDecimal.valueOf(-4_503_599_627_370_496L);
    private static final BigDecimal INTEGER_MAX = BigDecimal.valueOf(4_503_599_627_370_495L);

    /// What the texts call the part that is judged.
    private final String section;

    private InitialTwinRules(String section) {
        this.section = section;
    }

    /// What is wrong with `twin`, or nothing.
    public static Optional<String> violation(InitialTwin twin) {
        return new InitialTwinRules("tags")
                .violation(twin.tags(), TAGS_BYTES_MAX)
                .or(
                        () ->
                                new InitialTwinRules("desired properties")
                                        .violation(twin.desired(), DESIRED_BYTES_MAX));
    }

    private Optional<String> violation(JsonObject content, int bytesMax) {
        return shape(content, 0)
                .or(
                        () -> {
                            long size = size(content);
                            return size <= bytesMax
                                    ? Optional.empty()
                                    : wrong("have " + size + " bytes, more than " + bytesMax);
                        });
    }

    private Optional<String> shape(JsonValue value, int depth) {
        return switch (value) {
            case JsonObject(var members) -> {
                if (depth == DEPTH_MAX && !members.isEmpty()) {
                    yield wrong("are nested deeper than " + DEPTH_MAX);
                }
                for (var member : members.entrySet()) {
                    var found = key(member.getKey()).or(() -> shape(member.getValue(), depth + 1));
                    if (found.isPresent()) {
                        yield found;
                    }
                }
                yield Optional.empty();
            }
            case JsonArray(var items) -> {
                if (depth == DEPTH_MAX && !items.isEmpty()) {
                    yield wrong("are nested deeper than " + DEPTH_MAX);
                }
                for (var item : items) {
                    var found =
                            item == JsonNull.NULL
                                    ? wrong("have null in an array")
                                    : shape(item, depth + 1);
                    if (found.isPresent()) {
                        yield found;
                    }
                }
                yield Optional.empty();
            }
            case JsonString(String text) ->
                    bytes(text) <= STRING_BYTES_MAX
                            ? Optional.empty()
                            : wrong("have a text of more than " + STRING_BYTES_MAX + " bytes");
            case JsonNumber(BigDecimal number) ->
                    isInteger(number)
                                    && (number.compareTo(INTEGER_MIN) < 0
                                            || number.compareTo(INTEGER_MAX) > 0)
                            ? wrong("have an integer outside of the range a hub can keep")
                            : Optional.empty();
            case JsonBoolean _, JsonNull _ -> Optional.empty();
        };
    }

    private Optional<String> key(String key) {
        if (key.isEmpty() || bytes(key) > KEY_BYTES_MAX) {
            return wrong("have a key that is empty or longer than " + KEY_BYTES_MAX + " bytes");
        }
        boolean allowed =
                key.codePoints()
                        .noneMatch(
                                c -> c == '.' || c == '$' || c == ' ' || Character.isISOControl(c));
        return allowed
                ? Optional.empty()
                : wrong("have a key with a dot, a dollar sign, a blank or a control character");
    }

    private Optional<String> wrong(String what) {
        return Optional.of("the initial twin's " + section + " " + what);
    }

    /// A number written without fraction and exponent; no power of ten is ever multiplied out.
    private static boolean isInteger(BigDecimal number) {
        return number.scale() == 0;
    }

    /// The hub's own accounting: keys and texts by their length, numbers 8, booleans 4.
    private static long size(JsonValue value) {
        return switch (value) {
            case JsonObject(var members) ->
                    members.entrySet().stream()
                            .mapToLong(member -> bytes(member.getKey()) + size(member.getValue()))
                            .sum();
            case JsonArray(var items) -> items.stream().mapToLong(InitialTwinRules::size).sum();
            case JsonString(String text) -> bytes(text);
            case JsonNumber _ -> NUMBER_BYTES;
            case JsonBoolean _ -> BOOLEAN_BYTES;
            case JsonNull _ -> 0;
        };
    }

    /// Length in UTF-8 without control characters, which the hub does not count.
    private static long bytes(String text) {
        return text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
                .sum();
    }
}
