package berth.hub.query;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What expressions come to for one document. There are two truth values: a comparison with what is
/// missing is false, and its negation true.
record Evaluation(JsonObject document) {

    boolean holds(Expression expression) {
        return switch (expression) {
            case Expression.And(var all) -> all.stream().allMatch(this::holds);
            case Expression.Or(var any) -> any.stream().anyMatch(this::holds);
            case Expression.Not(var condition) -> !holds(condition);
            case Expression.Comparison(var operator, var left, var right) ->
                    Values.compare(
                            operator, value(left), value(right), isTime(left) || isTime(right));
            case Expression.Membership(var value, var list, var negated) ->
                    isMember(value(value), list, negated);
            case Expression.Defined(var field) -> field.in(document) != null;
            case Expression.StartsWith(var text, var prefix) ->
                    startsWith(value(text), value(prefix));
            case Expression.ArrayContains(var array, var value) ->
                    contains(value(array), value(value));
            case Expression.Constant _, Expression.Member _ ->
                    value(expression) == JsonBoolean.TRUE;
        };
    }

    /// Null for what is missing.
    private @Nullable JsonValue value(Expression expression) {
        return switch (expression) {
            case Expression.Constant(var value) -> value;
            case Expression.Member(var field) -> field.in(document);
            case Expression.And _,
                    Expression.Or _,
                    Expression.Not _,
                    Expression.Comparison _,
                    Expression.Membership _,
                    Expression.Defined _,
                    Expression.StartsWith _,
                    Expression.ArrayContains _ ->
                    JsonBoolean.of(holds(expression));
        };
    }

    private static boolean isTime(Expression expression) {
        return expression instanceof Expression.Member(var field) && field.isTime();
    }

    private static boolean isMember(
            @Nullable JsonValue value, List<JsonValue> list, boolean negated) {
        return value != null
                && list.stream().anyMatch(item -> Values.equal(item, value)) != negated;
    }

    private static boolean startsWith(@Nullable JsonValue text, @Nullable JsonValue prefix) {
        return text instanceof JsonString(var whole)
                && prefix instanceof JsonString(var part)
                && whole.startsWith(part);
    }

    private static boolean contains(@Nullable JsonValue array, @Nullable JsonValue value) {
        return value != null
                && array instanceof JsonArray(var items)
                && items.stream().anyMatch(item -> Values.equal(item, value));
    }
}
