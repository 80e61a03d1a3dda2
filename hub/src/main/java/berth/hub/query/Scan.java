package berth.hub.query;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/// Walks over the documents a query's condition can hold for, behind a place. Used by one thread.
final class Scan {
    static final int BATCH = 500;

    private final QueryRows rows;
    private final @Nullable Iterator<String> named;
    private final Deque<QueryRows.Row> batch = new ArrayDeque<>();
    private final String begin;
    private String after;
    private boolean ended;
    private int count;

    Scan(Query query, QueryRows rows, String after) {
        this.rows = rows;
        this.begin = after;
        this.after = after;
        this.named = Reach.of(query.where()).map(ids -> inOrder(query.source(), ids)).orElse(null);
    }

    /// The devices in the order of their rows' places: `a-1/m` comes before `a/m`.
    private static Iterator<String> inOrder(Query.Source source, Set<String> ids) {
        var order =
                switch (source) {
                    case DEVICES -> Comparator.<String>naturalOrder();
                    case MODULES -> Comparator.<String, String>comparing(id -> id + "/");
                };
        return ids.stream().sorted(order).iterator();
    }

    /// How many documents were handed out.
    int count() {
        return count;
    }

    /// Null at the end.
    QueryRows.@Nullable Row next() {
        while (batch.isEmpty() && !ended) {
            batch.addAll(named == null ? following() : ofNext(named));
        }
        var row = batch.poll();
        count += row == null ? 0 : 1;
        return row;
    }

    private List<QueryRows.Row> following() {
        var following = rows.after(after, BATCH);
        ended = following.size() < BATCH;
        if (!following.isEmpty()) {
            after = following.getLast().place();
        }
        return following;
    }

    private List<QueryRows.Row> ofNext(Iterator<String> ids) {
        if (!ids.hasNext()) {
            ended = true;
            return List.of();
        }
        var id = ids.next();
        if (!begin.isEmpty() && begin.compareTo(id + "0") > 0) {
            // "0" comes behind every slash: all rows of this device have been looked at.
            return List.of();
        }
        return rows.of(id).stream().filter(row -> row.place().compareTo(begin) > 0).toList();
    }
}
