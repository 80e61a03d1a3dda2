package berth.hub.query;

import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.query.Expression.Operator;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Which devices a condition can hold for, as far as that can be told without looking at them: a
/// query that names its devices need not read all the others.
final class Reach {
    private Reach() {}

    /// The only device IDs for which `where` can hold; empty if they may be any.
    static Optional<Set<String>> of(@Nullable Expression where) {
        return switch (where) {
            case Expression.Comparison(var operator, var left, var right)
                    when operator == Operator.EQUAL ->
                    named(left, right).or(() -> named(right, left));
            case Expression.Membership(var value, var list, var negated)
                    when !negated && isDeviceId(value) ->
                    Optional.of(texts(list));
            case Expression.And(var all) ->
                    all.stream().flatMap(one -> of(one).stream()).findFirst();
            case Expression.Or(var any) -> union(any);
            case null, default -> Optional.empty();
        };
    }

    private static Optional<Set<String>> named(Expression field, Expression value) {
        return isDeviceId(field) && value instanceof Expression.Constant(JsonString(var id))
                ? Optional.of(Set.of(id))
                : Optional.empty();
    }

    private static boolean isDeviceId(Expression expression) {
        return expression instanceof Expression.Member(var field) && field.isDeviceId();
    }

    private static Set<String> texts(Collection<JsonValue> list) {
        var texts = new HashSet<String>();
        for (var value : list) {
            if (value instanceof JsonString(var text)) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static Optional<Set<String>> union(Collection<Expression> any) {
        var union = new HashSet<String>();
        for (var one : any) {
            var reach = of(one);
            if (reach.isEmpty()) {
                return Optional.empty();
            }
            union.addAll(reach.get());
        }
        return Optional.of(union);
    }
}
