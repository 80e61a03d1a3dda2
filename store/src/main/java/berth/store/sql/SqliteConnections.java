package berth.store.sql;

import org.sqlite.SQLiteConfig;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// How this house opens SQLite: write-ahead log, every commit synced.
final class SqliteConnections {
    private static final int BUSY_TIMEOUT_MILLIS = 1_000;
    private static final long LOG_BYTES_KEPT = 64L * 1024 * 1024;

    private final Path file;

    SqliteConnections(Path file) {
        this.file = file;
    }

    Connection writer() throws SQLException {
        var config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit((int) LOG_BYTES_KEPT);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /// Needs the writer to be open.
    Connection reader() throws SQLException {
        var config = config();
        config.setReadOnly(true);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        // What a savepoint may have to put back stays in memory.
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return config;
    }
}
