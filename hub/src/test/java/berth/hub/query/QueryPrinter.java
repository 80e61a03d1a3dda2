package berth.hub.query;

import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.JsonText;

import java.util.List;
import java.util.stream.Collectors;

/// Queries as text again, in one spelling, with every grouping in parentheses.
final class QueryPrinter {
    private QueryPrinter() {}

    static String text(Query query) {
        var text = new StringBuilder("SELECT ");
        if (query.rowsMax() != null) {
            text.append("TOP ").append(query.rowsMax()).append(' ');
        }
        text.append(
                switch (query.selection()) {
                    case Query.Selection.Everything _ -> "*";
                    case Query.Selection.Columns(var columns) ->
                            joined(columns.stream().map(QueryPrinter::text).toList(), ", ");
                });
        text.append(" FROM ").append(query.source().spelling());
        var where = query.where();
        if (where != null) {
            text.append(" WHERE ").append(text(where));
        }
        if (!query.groupBy().isEmpty()) {
            text.append(" GROUP BY ")
                    .append(
                            joined(
                                    query.groupBy().stream().map(QueryPrinter::text).toList(),
                                    ", "));
        }
        return text.toString();
    }

    private static String text(Column column) {
        return switch (column.value()) {
                    case Column.Plain(var field) -> text(field);
                    case Column.Aggregate(var function, var field) ->
                            function + "(" + (field == null ? "" : text(field)) + ")";
                }
                + " AS "
                + column.name();
    }

    private static String text(Expression expression) {
        return switch (expression) {
            case Expression.Constant(var value) -> text(value);
            case Expression.Member(var field) -> text(field);
            case Expression.And(var all) -> "(" + texts(all, " AND ") + ")";
            case Expression.Or(var any) -> "(" + texts(any, " OR ") + ")";
            case Expression.Not(var condition) -> "(NOT " + text(condition) + ")";
            case Expression.Comparison(var operator, var left, var right) ->
                    "(%s %s %s)".formatted(text(left), operator.sign(), text(right));
            case Expression.Membership(var value, var list, var negated) ->
                    "(%s %s [%s])"
                            .formatted(
                                    text(value),
                                    negated ? "NIN" : "IN",
                                    joined(list.stream().map(QueryPrinter::text).toList(), ", "));
            case Expression.Defined(var field) -> "IS_DEFINED(" + text(field) + ")";
            case Expression.StartsWith(var text, var prefix) ->
                    "STARTSWITH(%s, %s)".formatted(text(text), text(prefix));
            case Expression.ArrayContains(var array, var value) ->
                    "ARRAY_CONTAINS(%s, %s)".formatted(text(array), text(value));
        };
    }

    private static String texts(List<Expression> all, String between) {
        return joined(all.stream().map(QueryPrinter::text).toList(), between);
    }

    private static String text(Field field) {
        return field.path().getFirst()
                + field.path().stream()
                        .skip(1)
                        .map(
                                name ->
                                        name.matches("[A-Za-z_$][A-Za-z0-9_$]*")
                                                ? "." + name
                                                : "[" + quoted(name) + "]")
                        .collect(Collectors.joining());
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString(var text) ? quoted(text) : JsonText.text(value);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String joined(List<String> texts, String between) {
        return String.join(between, texts);
    }
}
