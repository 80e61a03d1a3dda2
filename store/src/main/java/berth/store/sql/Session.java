package berth.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// One connection at work. Used by one thread at a time.
final class Session {
    private static final String NOW = "SELECT {now} AS now";

    private final Connection connection;
    private final Dialect dialect;
    private final InstantSource clock;
    private final boolean keepsStatements;

    /// Bounded by the number of statements in this package.
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private boolean undone;

    private Session(
            Connection connection, Dialect dialect, InstantSource clock, boolean keepsStatements) {
        this.connection = connection;
        this.dialect = dialect;
        this.clock = clock;
        this.keepsStatements = keepsStatements;
    }

    /// For a connection that this session owns for good: statements are prepared once.
    static Session lasting(Connection connection, Dialect dialect, InstantSource clock) {
        return new Session(connection, dialect, clock, true);
    }

    /// For a connection that goes back to a pool, whose driver keeps statements itself.
    static Session borrowing(Connection connection, Dialect dialect, InstantSource clock) {
        return new Session(connection, dialect, clock, false);
    }

    Query query(String template) throws SQLException {
        if (!keepsStatements) {
            return new Query(this, template, connection.prepareStatement(dialect.text(template)));
        }
        var statement = statements.get(template);
        if (statement == null) {
            statement = connection.prepareStatement(dialect.text(template));
            statements.put(template, statement);
        }
        return new Query(this, template, statement);
    }

    Dialect dialect() {
        return dialect;
    }

    /// The store's clock.
    Instant now() throws SQLException {
        return dialect.hasClock()
                ? query(NOW).one(row -> row.instant("now"))
                : Micros.instant(Micros.of(clock.instant()));
    }

    /// Wants everything undone that this unit of work wrote, although it returns a value.
    void undo() {
        undone = true;
    }

    /// Whether [#undo] was called since this was asked last.
    boolean takeUndone() {
        boolean was = undone;
        undone = false;
        return was;
    }

    /// Takes a statement back that was run.
    void done(PreparedStatement statement) throws SQLException {
        if (!keepsStatements) {
            statement.close();
        }
    }

    /// Forgets a statement that failed: after some errors the driver for SQLite has thrown away
    /// what stands behind it, and it would fail for ever.
    void discard(String template) throws SQLException {
        var failed = statements.remove(template);
        if (failed != null) {
            failed.close();
        }
    }
}
