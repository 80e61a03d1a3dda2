package berth.hub.twin;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.nio.charset.StandardCharsets;

/// The size of a section by the hub's accounting: names and strings in UTF-8 without control
/// characters, 8 bytes a number, 4 a boolean; an object or array is what it contains.
///
/// @param counted bytes by that accounting
/// @param uncounted bytes of control characters, which the accounting leaves out
record TwinSize(long counted, long uncounted) {
    private static final TwinSize NOTHING = new TwinSize(0, 0);

    /// Control characters are free, but not without end: a section may not hold more of them than
    /// this many times its limit.
    private static final int UNCOUNTED_FACTOR_MAX = 4;

    static TwinSize of(JsonValue value) {
        return switch (value) {
            case JsonObject object ->
                    object.members().entrySet().stream()
                            .map(member -> of(member.getKey()).plus(of(member.getValue())))
                            .reduce(NOTHING, TwinSize::plus);
            case JsonArray array ->
                    array.items().stream().map(TwinSize::of).reduce(NOTHING, TwinSize::plus);
            case JsonString(String text) -> of(text);
            case JsonNumber _ -> new TwinSize(8, 0);
            case JsonBoolean _ -> new TwinSize(4, 0);
            case JsonNull _ -> NOTHING;
        };
    }

    /// Azure's own accounting is not known to the byte: one percent of slack rather than refusing
    /// what a real hub accepts.
    boolean exceeds(int bytesMax) {
        return counted > bytesMax + bytesMax / 100
                || uncounted > (long) UNCOUNTED_FACTOR_MAX * bytesMax;
    }

    private TwinSize plus(TwinSize other) {
        return new TwinSize(counted + other.counted, uncounted + other.uncounted);
    }

    private static TwinSize of(String text) {
        long whole = text.getBytes(StandardCharsets.UTF_8).length;
        long controls =
                text.codePoints()
                        .filter(Character::isISOControl)
                        .mapToLong(c -> c < 0x80 ? 1 : 2)
                        .sum();
        return new TwinSize(whole - controls, controls);
    }
}
