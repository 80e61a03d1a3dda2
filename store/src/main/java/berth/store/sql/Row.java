package berth.store.sql;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// The row a query stands on, by column name. Good for the reader's call only.
final class Row {
    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    /// Makes something of a row.
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    String text(String column) throws SQLException {
        return present(results.getString(column), column);
    }

    @Nullable String textOrNull(String column) throws SQLException {
        return results.getString(column);
    }

    byte[] bytes(String column) throws SQLException {
        return present(results.getBytes(column), column);
    }

    byte @Nullable [] bytesOrNull(String column) throws SQLException {
        return results.getBytes(column);
    }

    long number(String column) throws SQLException {
        long number = results.getLong(column);
        if (results.wasNull()) {
            throw new SQLException("column " + column + " is null");
        }
        return number;
    }

    @Nullable Long numberOrNull(String column) throws SQLException {
        long number = results.getLong(column);
        return results.wasNull() ? null : number;
    }

    Instant instant(String column) throws SQLException {
        return Micros.instant(number(column));
    }

    private static <T> T present(@Nullable T value, String column) throws SQLException {
        if (value == null) {
            throw new SQLException("column " + column + " is null");
        }
        return value;
    }
}
