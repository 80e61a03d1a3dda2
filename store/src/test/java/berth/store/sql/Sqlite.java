package berth.store.sql;

import berth.testkit.store.MovableClock;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;

/// Opens the embedded store, and its file behind its back.
final class Sqlite {
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private Sqlite() {}

    static SqlStore open(Path folder) {
        return SqlStore.openSqlite(folder, new MovableClock(START), new Random(1));
    }

    static void execute(Path folder, String statement) {
        try (var connection = connect(folder);
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    static long number(Path folder, String query) {
        try (var connection = connect(folder);
                var sql = connection.createStatement();
                var results = sql.executeQuery(query)) {
            return results.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private static Connection connect(Path folder) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("berth.db"));
    }
}
