package berth.hub.query;

import berth.core.json.JsonValue;

import java.util.List;

/// What can stand in a WHERE clause. As a condition, a constant or a field holds when it is `true`.
public sealed interface Expression {
    /// A string, number, `true`, `false` or `null`.
    record Constant(JsonValue value) implements Expression {}

    /// What a document has at a field, if anything.
    record Member(Field field) implements Expression {}

    record And(List<Expression> all) implements Expression {
        public And {
            all = List.copyOf(all);
        }
    }

    record Or(List<Expression> any) implements Expression {
        public Or {
            any = List.copyOf(any);
        }
    }

    record Not(Expression condition) implements Expression {}

    record Comparison(Operator operator, Expression left, Expression right) implements Expression {}

    /// `IN [...]`, or with `negated` `NIN [...]`.
    record Membership(Expression value, List<JsonValue> list, boolean negated)
            implements Expression {
        public Membership {
            list = List.copyOf(list);
        }
    }

    /// `IS_DEFINED(field)`.
    record Defined(Field field) implements Expression {}

    /// `STARTSWITH(text, prefix)`.
    record StartsWith(Expression text, Expression prefix) implements Expression {}

    /// `ARRAY_CONTAINS(array, value)`.
    record ArrayContains(Expression array, Expression value) implements Expression {}

    /// How two values are compared.
    enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /// As it is written; `<>` is another spelling of `!=`.
        public String sign() {
            return sign;
        }
    }
}
