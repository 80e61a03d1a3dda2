package berth.hub.query;

import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.query.Expression.Operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads conditions.
///
/// ```text
/// condition  = all *(OR all)
/// all        = one *(AND one)
/// one        = NOT one | comparison
/// comparison = operand [sign operand | (IN | NIN) list]
/// operand    = "(" condition ")" | constant | call | field
/// list       = "[" [constant *("," constant)] "]"
/// call       = IS_DEFINED "(" field ")" | STARTSWITH "(" operand "," operand ")"
///            | ARRAY_CONTAINS "(" operand "," operand ")"
/// ```
record ExpressionParser(Tokens tokens) {
    private static final Map<String, Operator> OPERATORS =
            Map.of(
                    "=", Operator.EQUAL,
                    "!=", Operator.NOT_EQUAL,
                    "<>", Operator.NOT_EQUAL,
                    "<", Operator.LESS,
                    "<=", Operator.LESS_OR_EQUAL,
                    ">", Operator.GREATER,
                    ">=", Operator.GREATER_OR_EQUAL);

    Expression condition() throws BadQuery {
        var any = new ArrayList<Expression>();
        do {
            any.add(all());
        } while (tokens.tookWord("OR"));
        return any.size() == 1 ? any.getFirst() : new Expression.Or(any);
    }

    private Expression all() throws BadQuery {
        var all = new ArrayList<Expression>();
        do {
            all.add(one());
        } while (tokens.tookWord("AND"));
        return all.size() == 1 ? all.getFirst() : new Expression.And(all);
    }

    private Expression one() throws BadQuery {
        if (!tokens.tookWord("NOT")) {
            return comparison();
        }
        tokens.enter();
        var condition = one();
        tokens.leave();
        return new Expression.Not(condition);
    }

    private Expression comparison() throws BadQuery {
        var left = operand();
        if (tokens.peek() instanceof Token.Sign(var sign, _) && OPERATORS.containsKey(sign)) {
            tokens.take();
            return new Expression.Comparison(OPERATORS.get(sign), left, operand());
        }
        if (tokens.tookWord("IN")) {
            return new Expression.Membership(left, list(), false);
        }
        if (tokens.tookWord("NIN")) {
            return new Expression.Membership(left, list(), true);
        }
        if (tokens.isWord("NOT")) {
            throw new BadQuery("NOT cannot stand here; for NOT IN write NIN", tokens.peek().at());
        }
        return left;
    }

    private Expression operand() throws BadQuery {
        if (tokens.tookSign("(")) {
            tokens.enter();
            var condition = condition();
            tokens.leave();
            tokens.needSign(")");
            return condition;
        }
        var constant = constant();
        if (constant.isPresent()) {
            return new Expression.Constant(constant.get());
        }
        if (tokens.isSign("[")) {
            throw new BadQuery("an array can only stand behind IN and NIN", tokens.peek().at());
        }
        if (!(tokens.peek() instanceof Token.Word) || tokens.isReserved()) {
            throw tokens.expected("a field, a value or a function");
        }
        return tokens.isFollowedBy("(")
                ? call()
                : new Expression.Member(new FieldParser(tokens).field());
    }

    /// Empty, and nothing taken, if no constant is next.
    private Optional<JsonValue> constant() throws BadQuery {
        if (tokens.tookSign("-")) {
            if (tokens.peek() instanceof Token.Digits(var value, _)) {
                tokens.take();
                return Optional.of(new JsonNumber(value.negate()));
            }
            throw tokens.expected("a number");
        }
        Optional<JsonValue> constant =
                switch (tokens.peek()) {
                    case Token.Text(var value, _) -> Optional.of(new JsonString(value));
                    case Token.Digits(var value, _) -> Optional.of(new JsonNumber(value));
                    case Token.Word(var text, _) -> word(text);
                    case Token.Escaped _, Token.Sign _, Token.End _ -> Optional.empty();
                };
        if (constant.isPresent()) {
            tokens.take();
        }
        return constant;
    }

    private static Optional<JsonValue> word(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(JsonBoolean.TRUE);
            case "false" -> Optional.of(JsonBoolean.FALSE);
            case "null" -> Optional.of(JsonNull.NULL);
            default -> Optional.empty();
        };
    }

    private List<JsonValue> list() throws BadQuery {
        var list = new ArrayList<JsonValue>();
        tokens.needSign("[");
        if (tokens.tookSign("]")) {
            return list;
        }
        do {
            var constant = constant();
            if (constant.isEmpty()) {
                throw tokens.expected("a value");
            }
            list.add(constant.get());
        } while (tokens.tookSign(","));
        tokens.needSign("]");
        return list;
    }

    private Expression call() throws BadQuery {
        tokens.enter();
        var name = tokens.take();
        tokens.needSign("(");
        var call = call(name);
        tokens.needSign(")");
        tokens.leave();
        return call;
    }

    private Expression call(Token name) throws BadQuery {
        var text = name instanceof Token.Word(var word, _) ? word.toUpperCase(Locale.ROOT) : "";
        return switch (text) {
            case "IS_DEFINED" -> new Expression.Defined(new FieldParser(tokens).field());
            case "STARTSWITH", "STARTS_WITH" -> {
                var value = operand();
                yield new Expression.StartsWith(value, behindComma());
            }
            case "ARRAY_CONTAINS" -> {
                var array = operand();
                yield new Expression.ArrayContains(array, behindComma());
            }
            case "COUNT", "SUM", "AVG", "MIN", "MAX" ->
                    throw new BadQuery(text + " can only be selected, not asked for", name.at());
            default ->
                    throw new BadQuery(
                            "the function %s is not supported (there are IS_DEFINED, STARTSWITH"
                                            .formatted(name.words())
                                    + " and ARRAY_CONTAINS)",
                            name.at());
        };
    }

    private Expression behindComma() throws BadQuery {
        tokens.needSign(",");
        return operand();
    }
}
