package berth.testkit.postgres;

import berth.core.secret.Secret;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/// A database of a test's own on a real PostgreSQL server, dropped by [#close].
///
/// The server is the one named by `BERTH_TEST_POSTGRES_URL`, a JDBC URL with user and password of
/// somebody who may create databases; else one is started, once for the whole JVM.
public final class TestPostgres implements AutoCloseable {
    private static final String ENVIRONMENT = "BERTH_TEST_POSTGRES_URL";

    private final ServerAddress server;
    private final String database;

    private TestPostgres(ServerAddress server, String database) {
        this.server = server;
        this.database = database;
    }

    /// Makes an empty database. Where there can be no PostgreSQL, the calling test is skipped with
    /// the reason.
    public static TestPostgres create() {
        var server = Running.SERVER;
        Assumptions.assumeTrue(server != null, () -> "NO POSTGRESQL: " + Running.reason());
        var database = "berth_" + UUID.randomUUID().toString().replace("-", "");
        execute(server, "CREATE DATABASE " + database);
        return new TestPostgres(server, database);
    }

    /// Without user and password.
    public String jdbcUrl() {
        return server.jdbcUrl(database);
    }

    public String user() {
        return server.user();
    }

    public Secret password() {
        return Secret.of(server.password().getBytes(StandardCharsets.UTF_8));
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), server.user(), server.password());
    }

    /// Cuts every connection to this database, as a restart of the server would.
    public void cutConnections() {
        execute(
                server,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                        .formatted(database));
    }

    @Override
    public void close() {
        execute(server, "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    private static void execute(ServerAddress server, String statement) {
        try (var connection =
                        DriverManager.getConnection(
                                server.jdbcUrl(server.database()),
                                server.user(),
                                server.password());
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /// The one server of this JVM, started by whoever needs it first.
    private static final class Running {
        private static @Nullable String reason;
        static final @Nullable ServerAddress SERVER = start();

        private Running() {}

        static String reason() {
            return String.valueOf(reason);
        }

        private static @Nullable ServerAddress start() {
            var named = Optional.ofNullable(System.getenv(ENVIRONMENT));
            try {
                return named.isPresent()
                        ? ServerAddress.parse(named.get())
                        : EmbeddedServer.start().address();
            } catch (IOException | IllegalStateException e) {
                reason = named.orElse("embedded server") + ": " + e.getMessage();
                return null;
            }
        }
    }
}
