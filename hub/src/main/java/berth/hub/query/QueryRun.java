package berth.hub.query;

import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.hub.query.Query.Selection;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Answers one page of a query. A page without rows is the last one: one client stops at it.
///
/// Rows come in the order of device IDs. Pages see the collection as it is when they are asked for:
/// what is written between two of them may be in neither, but nothing comes twice.
public record QueryRun(Query query, QueryRows rows) {
    /// A page that has rows ends after so many documents, so that a rare match does not keep its
    /// asker waiting.
    static final int DOCUMENTS_MAX = 20_000;

    /// @param itemsMax rows on the page at most
    public QueryPage page(Continuation from, int itemsMax) {
        return query.isGrouped() ? groups(from, itemsMax) : documents(from, itemsMax);
    }

    private QueryPage documents(Continuation from, int itemsMax) {
        int left = rowsMax() - from.sent();
        int wanted = Math.min(itemsMax, left);
        var items = new ArrayList<JsonObject>();
        var after = from.after();
        var scan = new Scan(query, rows, after);
        for (var row = scan.next(); row != null && wanted > 0; row = scan.next()) {
            if (matches(row)) {
                if (items.size() == wanted) {
                    return page(
                            items,
                            left == wanted ? null : new Continuation(after, from.sent() + wanted));
                }
                items.add(projected(row));
            }
            after = row.place();
            if (!items.isEmpty() && scan.count() >= DOCUMENTS_MAX) {
                return page(items, new Continuation(after, from.sent() + items.size()));
            }
        }
        return page(items, null);
    }

    private static QueryPage page(List<JsonObject> items, @Nullable Continuation next) {
        return new QueryPage.Rows(items, next);
    }

    private QueryPage groups(Continuation from, int itemsMax) {
        var columns =
                query.selection() instanceof Selection.Columns(var some) ? some : List.<Column>of();
        var groups = new Groups(query.groupBy(), columns);
        var scan = new Scan(query, rows, "");
        for (var row = scan.next(); row != null; row = scan.next()) {
            if (matches(row) && !groups.add(row.document())) {
                return new QueryPage.TooMuch(
                        "The query makes more than %d groups".formatted(Groups.GROUPS_MAX));
            }
        }
        var all = groups.rows();
        int end = Math.min(all.size(), rowsMax());
        int begin = Math.min(from.sent(), end);
        int next = Math.min(begin + itemsMax, end);
        return new QueryPage.Rows(
                all.subList(begin, next), next < end ? new Continuation("", next) : null);
    }

    private int rowsMax() {
        var rowsMax = query.rowsMax();
        return rowsMax == null ? Integer.MAX_VALUE : rowsMax;
    }

    private boolean matches(QueryRows.Row row) {
        var where = query.where();
        return where == null || new Evaluation(row.document()).holds(where);
    }

    private JsonObject projected(QueryRows.Row row) {
        return switch (query.selection()) {
            case Selection.Everything _ -> rows.shown(row);
            case Selection.Columns(var columns) -> {
                var members = new LinkedHashMap<String, JsonValue>();
                for (var column : columns) {
                    var value =
                            column.value() instanceof Column.Plain(var field)
                                    ? field.in(row.document())
                                    : null;
                    if (value != null) {
                        members.put(column.name(), value);
                    }
                }
                yield new JsonObject(members);
            }
        };
    }
}
