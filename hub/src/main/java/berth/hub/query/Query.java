package berth.hub.query;

import org.jspecify.annotations.Nullable;

import java.util.List;

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
