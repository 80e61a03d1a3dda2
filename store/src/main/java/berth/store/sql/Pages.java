package berth.store.sql;

import berth.core.change.Page;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.stream.Stream;

/// Reads pages of listings.
final class Pages {
    /// @param record null if the row is corrupt: it is left out, but still counts, so that a page
    ///   that lacks it is not taken for the last one
    private record Entry<T>(String key, @Nullable T record) {}

    private Pages() {}

    /// Runs `query`, whose last open parameter is its limit, one row further than the page goes.
    static <T> Page<T> read(
            Query query, Page.Request request, String keyColumn, Row.Reader<T> reader)
            throws SQLException {
        var entries =
                query.bind(request.limit() + 1)
                        .all(
                                row ->
                                        new Entry<>(
                                                row.text(keyColumn),
                                                Query.sound(reader, row).orElse(null)));
        boolean more = entries.size() > request.limit();
        var shown = more ? entries.subList(0, request.limit()) : entries;
        return new Page<>(
                shown.stream().flatMap(Pages::records).toList(),
                more ? shown.getLast().key() : null);
    }

    private static <T> Stream<T> records(Entry<T> entry) {
        return Stream.ofNullable(entry.record());
    }
}
