package berth.core.json;

import java.math.BigDecimal;

/// A JSON number with every digit it came with.
public record JsonNumber(BigDecimal value) implements JsonValue {
    public static JsonNumber of(long value) {
        return new JsonNumber(BigDecimal.valueOf(value));
    }
}
