package berth.hub.query;

import berth.hub.query.Column.Aggregate;
import berth.hub.query.Column.Plain;
import berth.hub.query.Query.Selection;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads queries. Keywords are taken in any case.
///
/// ```text
/// query     = SELECT [TOP n] ("*" | column *("," column)) FROM source
///             [WHERE condition] [GROUP BY field *("," field)]
/// column    = (field | aggregate) [AS name]
/// aggregate = COUNT "(" ["*"] ")" | (SUM | AVG | MIN | MAX) "(" field ")"
/// source    = devices | devices.modules
/// ```
///
/// A column without a name is called like the last step of its field, an aggregate `$1`, `$2` and
/// so on.
public final class QueryParser {
    /// Source: iot-hub-protocol, section 5.7.
    public static final int LENGTH_MAX = 8192;

    private static final BigDecimal ROWS_MAX = BigDecimal.valueOf(1_000_000_000);

    private final Tokens tokens;

    private QueryParser(List<Token> tokens) {
        this.tokens = new Tokens(tokens);
    }

    /// @throws BadQuery when `text` is no query, or one with something this hub does not support
    public static Query parse(String text) throws BadQuery {
        if (text.length() > LENGTH_MAX) {
            throw new BadQuery(
                    "a query has at most %d characters; this one goes on".formatted(LENGTH_MAX),
                    LENGTH_MAX);
        }
        return new QueryParser(Lexer.tokens(text)).query();
    }

    private Query query() throws BadQuery {
        tokens.needWord("SELECT");
        var rowsMax = top();
        var selection = selection();
        tokens.needWord("FROM");
        var source = source();
        var where = tokens.tookWord("WHERE") ? new ExpressionParser(tokens).condition() : null;
        var groupBy = groupBy();
        if (!(tokens.peek() instanceof Token.End)) {
            throw tokens.expected("the end");
        }
        return checked(new Query(rowsMax, selection, source, where, groupBy));
    }

    private @Nullable Integer top() throws BadQuery {
        if (!tokens.tookWord("TOP")) {
            return null;
        }
        if (tokens.peek() instanceof Token.Digits(var value, _)
                && value.scale() == 0
                && value.signum() > 0
                && value.compareTo(ROWS_MAX) <= 0) {
            tokens.take();
            return value.intValueExact();
        }
        throw tokens.expected("a number of rows from 1 to " + ROWS_MAX);
    }

    private Query.Source source() throws BadQuery {
        int at = tokens.peek().at();
        if (!tokens.tookWord("devices")) {
            throw tokens.expected("devices or devices.modules");
        }
        if (!tokens.tookSign(".")) {
            return Query.Source.DEVICES;
        }
        if (tokens.tookWord("modules")) {
            return Query.Source.MODULES;
        }
        if (tokens.isWord("jobs")) {
            throw new BadQuery("this hub runs no jobs: devices.jobs is not supported", at);
        }
        throw tokens.expected("modules");
    }

    private Selection selection() throws BadQuery {
        if (tokens.tookSign("*")) {
            return new Selection.Everything();
        }
        var columns = new ArrayList<Column>();
        var names = new HashSet<String>();
        do {
            int at = tokens.peek().at();
            var column = column(columns.size() + 1);
            if (!names.add(column.name())) {
                throw new BadQuery("two columns have the same name; give one another with AS", at);
            }
            columns.add(column);
        } while (tokens.tookSign(","));
        return new Selection.Columns(columns);
    }

    private Column column(int number) throws BadQuery {
        if (tokens.peek() instanceof Token.Word(var word, _) && tokens.isFollowedBy("(")) {
            var aggregate = aggregate(word);
            return new Column(alias().orElse("$" + number), aggregate);
        }
        var field = new FieldParser(tokens).field();
        return new Column(alias().orElse(field.name()), new Plain(field));
    }

    private Aggregate aggregate(String word) throws BadQuery {
        var function = function(word);
        if (function.isEmpty()) {
            throw new BadQuery(
                    "the function %s cannot be selected (COUNT, SUM, AVG, MIN and MAX can)"
                            .formatted(tokens.peek().words()),
                    tokens.peek().at());
        }
        tokens.take();
        tokens.needSign("(");
        if (function.get() == Column.Function.COUNT) {
            // Both spellings count every document of the group.
            tokens.tookSign("*");
            tokens.needSign(")");
            return new Aggregate(Column.Function.COUNT, null);
        }
        var field = new FieldParser(tokens).field();
        tokens.needSign(")");
        return new Aggregate(function.get(), field);
    }

    private static Optional<Column.Function> function(String word) {
        var name = word.toUpperCase(Locale.ROOT);
        for (var function : Column.Function.values()) {
            if (function.name().equals(name)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    private Optional<String> alias() throws BadQuery {
        if (!tokens.tookWord("AS")) {
            return Optional.empty();
        }
        if (tokens.peek() instanceof Token.Word(var name, _)) {
            tokens.take();
            return Optional.of(name);
        }
        throw tokens.expected("a name");
    }

    private List<Field> groupBy() throws BadQuery {
        var fields = new ArrayList<Field>();
        if (tokens.tookWord("GROUP")) {
            tokens.needWord("BY");
            do {
                fields.add(new FieldParser(tokens).field());
            } while (tokens.tookSign(","));
        }
        return fields;
    }

    /// A row of a group can only tell what all its documents have in common.
    private Query checked(Query query) throws BadQuery {
        if (!query.isGrouped()) {
            return query;
        }
        switch (query.selection()) {
            case Selection.Everything _ ->
                    throw new BadQuery("GROUP BY cannot go with SELECT *", tokens.peek().at());
            case Selection.Columns(var columns) -> {
                for (var column : columns) {
                    if (column.value() instanceof Plain(var field)
                            && !query.groupBy().contains(field)) {
                        throw new BadQuery(
                                "%s must be in GROUP BY, which ends"
                                        .formatted(String.join(".", field.path())),
                                tokens.peek().at());
                    }
                }
            }
        }
        return query;
    }
}
