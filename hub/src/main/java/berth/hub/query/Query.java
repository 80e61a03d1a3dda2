package berth.hub.query;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// A query as it was understood.
///
/// @param rowsMax what TOP says, or null
/// @param where null selects everything
/// @param groupBy empty without such a clause
public record Query(
        @Nullable Integer rowsMax,
        Selection selection,
        Source source,
        @Nullable Expression where,
        List<Field> groupBy) {

    public Query {
        groupBy = List.copyOf(groupBy);
    }

    /// Whether rows are made of groups of documents, not of one each.
    boolean isGrouped() {
        return !groupBy.isEmpty()
                || (selection instanceof Selection.Columns(var columns)
                        && columns.stream().anyMatch(c -> c.value() instanceof Column.Aggregate));
    }

    /// Whether the query looks at one of these members of documents. One that selects everything
    /// shows them, but need not look at them.
    public boolean mentions(Collection<String> names) {
        var fields = Stream.concat(Stream.concat(conditions(where), columns()), groupBy.stream());
        return fields.anyMatch(field -> names.contains(field.path().getFirst()));
    }

    private Stream<Field> columns() {
        return switch (selection) {
            case Selection.Everything _ -> Stream.empty();
            case Selection.Columns(var columns) ->
                    columns.stream()
                            .flatMap(
                                    column ->
                                            switch (column.value()) {
                                                case Column.Plain(var field) -> Stream.of(field);
                                                case Column.Aggregate(_, var field) ->
                                                        Stream.ofNullable(field);
                                            });
        };
    }

    private static Stream<Field> conditions(@Nullable Expression expression) {
        return switch (expression) {
            case null -> Stream.empty();
            case Expression.Constant _ -> Stream.empty();
            case Expression.Member(var field) -> Stream.of(field);
            case Expression.Defined(var field) -> Stream.of(field);
            case Expression.And(var all) -> all.stream().flatMap(Query::conditions);
            case Expression.Or(var any) -> any.stream().flatMap(Query::conditions);
            case Expression.Not(var condition) -> conditions(condition);
            case Expression.Comparison(_, var left, var right) -> both(left, right);
            case Expression.Membership(var value, _, _) -> conditions(value);
            case Expression.StartsWith(var text, var prefix) -> both(text, prefix);
            case Expression.ArrayContains(var array, var value) -> both(array, value);
        };
    }

    private static Stream<Field> both(Expression left, Expression right) {
        return Stream.concat(conditions(left), conditions(right));
    }

    /// The collection that is asked.
    public enum Source {
        DEVICES("devices"),
        MODULES("devices.modules");

        private final String spelling;

        Source(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /// What a row has.
    public sealed interface Selection {
        /// `*`: the whole document.
        record Everything() implements Selection {}

        record Columns(List<Column> columns) implements Selection {
            public Columns {
                columns = List.copyOf(columns);
            }
        }
    }
}
