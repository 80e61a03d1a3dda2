package berth.store.sql;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Records as they were decoded last, so that a row that has not changed is not parsed and unsealed
/// anew by every request of a registration. The row is read all the same and compared column by
/// column: what is served is always what the columns say now.
///
/// Holds at most `max` records, the latest used. Any thread.
///
/// @param <T> the record
final class DecodedRows<T> {
    private record Decoded<T>(Object columns, T value) {}

    private final Map<String, Decoded<T>> latest;

    DecodedRows(int max) {
        this.latest =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Decoded<T>> eldest) {
                        return size() > max;
                    }
                };
    }

    /// The record in the row called `key`.
    ///
    /// @param columns everything the record is made of, comparable
    T of(String key, Object columns, StoredRow stored, StoredRow.Decoding<T> decoding)
            throws SQLException {
        var known = known(key, columns);
        if (known.isPresent()) {
            return known.get();
        }
        var value = stored.decode(decoding);
        synchronized (latest) {
            latest.put(key, new Decoded<>(columns, value));
        }
        return value;
    }

    private Optional<T> known(String key, Object columns) {
        synchronized (latest) {
            return Optional.ofNullable(latest.get(key))
                    .filter(decoded -> decoded.columns().equals(columns))
                    .map(Decoded::value);
        }
    }
}
