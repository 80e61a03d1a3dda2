package berth.system.limits;

import org.sqlite.SQLiteConfig;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// Keeps the one place of a writer, so that the server's own writer does not come to its turn.
final class StoppedStore implements AutoCloseable {
    private final Connection connection;

    private StoppedStore(Connection connection) {
        this.connection = connection;
    }

    static StoppedStore stop(Path database) throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout((int) Await.PATIENCE.toMillis());
        var connection = config.createConnection("jdbc:sqlite:" + database);
        try (var statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
        }
        return new StoppedStore(connection);
    }

    @Override
    public void close() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        }
        connection.close();
    }
}
