package berth.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Brings a database to the schema this version knows. Each migration is one transaction; whoever
/// migrates holds the lock of row 0, so that of several nodes one migrates and the others find it
/// done.
final class Migrator {
    private static final String CREATE =
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                version INTEGER NOT NULL,
                name TEXT NOT NULL,
                checksum TEXT NOT NULL,
                applied_at BIGINT NOT NULL,
                PRIMARY KEY (version)
            )
            """;

    private static final String LOCK_ROW =
            """
            INSERT INTO schema_migration (version, name, checksum, applied_at)
            VALUES (0, 'lock', '', 0)
            ON CONFLICT (version) DO NOTHING
            """;

    private static final String LOCK =
            "SELECT version FROM schema_migration WHERE version = 0 {lock}";

    private static final String APPLIED =
            "SELECT version, checksum FROM schema_migration WHERE version > 0";

    private static final String RECORD =
            """
            INSERT INTO schema_migration (version, name, checksum, applied_at)
            VALUES (?, ?, ?, {now})
            """;

    private static final int CREATE_ATTEMPTS_MAX = 3;

    private final Connection connection;
    private final Session session;
    private final List<Migration> known;

    Migrator(Connection connection, Session session, List<Migration> known) {
        this.connection = connection;
        this.session = session;
        this.known = known;
    }

    /// @throws SchemaRefused when the database is newer than this version, or was changed
    void migrate() {
        try {
            connection.setAutoCommit(false);
            create();
            session.query(LOCK_ROW).run();
            connection.commit();
            while (step()) {
                connection.commit();
            }
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new SchemaRefused("cannot migrate the database: " + e.getMessage(), e);
        }
    }

    /// Of several that create a table at once, PostgreSQL lets some fail although they said IF NOT
    /// EXISTS; the next time they find it.
    private void create() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                session.query(CREATE).run();
                connection.commit();
                return;
            } catch (SQLException e) {
                connection.rollback();
                if (attempt == CREATE_ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    /// Applies the next migration, if there is one.
    private boolean step() throws SQLException {
        session.query(LOCK).one(row -> row.number("version"));
        var applied = applied();
        check(applied);
        for (var migration : known) {
            if (!applied.containsKey(migration.version())) {
                apply(migration);
                return true;
            }
        }
        return false;
    }

    private Map<Integer, String> applied() throws SQLException {
        var applied = new HashMap<Integer, String>();
        session.query(APPLIED)
                .all(row -> Map.entry(Math.toIntExact(row.number("version")), row.text("checksum")))
                .forEach(entry -> applied.put(entry.getKey(), entry.getValue()));
        return applied;
    }

    private void check(Map<Integer, String> applied) {
        int newest = known.getLast().version();
        applied.forEach(
                (version, checksum) -> {
                    if (version > newest) {
                        throw new SchemaRefused(
                                ("the database has schema %d, this version knows up to %d:"
                                                + " start the version that made it, or a newer one")
                                        .formatted(version, newest));
                    }
                });
        for (var migration : known) {
            var checksum = applied.get(migration.version());
            if (checksum != null && !checksum.equals(migration.checksum())) {
                throw new SchemaRefused(
                        "migration %d (%s) differs from the one this database was made with"
                                .formatted(migration.version(), migration.name()));
            }
        }
    }

    private void apply(Migration migration) throws SQLException {
        for (var statement : migration.statements()) {
            session.query(statement).run();
        }
        session.query(RECORD)
                .bind(migration.version())
                .bind(migration.name())
                .bind(migration.checksum())
                .now()
                .run();
    }
}
