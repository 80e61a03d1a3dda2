package berth.store.sql;

import berth.core.error.StoreUnavailable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A fixed number of read-only connections, each seeing what is committed. Any thread.
final class SqliteReaders implements AutoCloseable {
    private static final Duration WAIT_MAX = Duration.ofSeconds(2);

    private final List<Connection> connections = new ArrayList<>();
    private final BlockingQueue<Session> idle;

    SqliteReaders(SqliteConnections source, int count, SqliteDialect dialect, InstantSource clock)
            throws SQLException {
        idle = new ArrayBlockingQueue<>(count);
        for (int i = 0; i < count; i++) {
            var connection = source.reader();
            connections.add(connection);
            idle.add(Session.lasting(connection, dialect, clock));
        }
    }

    <T> T read(String name, Database.Work<T> work) {
        var session = take(name);
        try {
            return work.on(session);
        } catch (SQLException e) {
            throw SqliteFailure.of(e).exception(name, e);
        } finally {
            idle.add(session);
        }
    }

    private Session take(String name) {
        try {
            var session = idle.poll(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
            if (session == null) {
                throw new StoreUnavailable(name, true, new TimeoutException("no free reader"));
            }
            return session;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(name, true, e);
        }
    }

    /// Waits for readers that are still at work, but not for ever.
    @Override
    public void close() throws SQLException {
        for (int i = 0; i < connections.size(); i++) {
            take("close");
        }
        for (var connection : connections) {
            connection.close();
        }
    }
}
