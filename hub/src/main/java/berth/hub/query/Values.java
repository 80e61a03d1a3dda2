package berth.hub.query;

import berth.core.json.JsonBoolean;
import berth.core.json.JsonNumber;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.query.Expression.Operator;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalInt;

/// How values compare: numbers by value, strings by their characters, times by the clock. What is
/// of another kind is different, and neither less nor greater. What is missing compares with
/// nothing: it is not even different.
final class Values {
    private Values() {}

    /// @param times whether strings are times
    static boolean compare(
            Operator operator, @Nullable JsonValue left, @Nullable JsonValue right, boolean times) {
        if (left == null || right == null) {
            return false;
        }
        var order = order(left, right, times);
        return switch (operator) {
            case EQUAL -> order.isPresent() ? order.getAsInt() == 0 : left.equals(right);
            case NOT_EQUAL -> order.isPresent() ? order.getAsInt() != 0 : !left.equals(right);
            case LESS -> order.isPresent() && order.getAsInt() < 0;
            case LESS_OR_EQUAL -> order.isPresent() && order.getAsInt() <= 0;
            case GREATER -> order.isPresent() && order.getAsInt() > 0;
            case GREATER_OR_EQUAL -> order.isPresent() && order.getAsInt() >= 0;
        };
    }

    static boolean equal(JsonValue left, JsonValue right) {
        return compare(Operator.EQUAL, left, right, false);
    }

    /// Empty where there is no order.
    private static OptionalInt order(JsonValue left, JsonValue right, boolean times) {
        if (left instanceof JsonNumber(var one) && right instanceof JsonNumber(var other)) {
            return OptionalInt.of(one.compareTo(other));
        }
        if (left instanceof JsonString(var one) && right instanceof JsonString(var other)) {
            var oneTime = times ? time(one) : null;
            var otherTime = times ? time(other) : null;
            return OptionalInt.of(
                    oneTime == null || otherTime == null
                            ? one.compareTo(other)
                            : oneTime.compareTo(otherTime));
        }
        if (left instanceof JsonBoolean one && right instanceof JsonBoolean other && one == other) {
            return OptionalInt.of(0);
        }
        return OptionalInt.empty();
    }

    /// A time with an offset, without one (then it is UTC), or a date; null if it is neither.
    private static @Nullable Instant time(String text) {
        try {
            if (!text.contains("T")) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return text.matches(".*(Z|[+-][0-9:]+)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            // Then it is compared as what it is, a string.
            return null;
        }
    }
}
