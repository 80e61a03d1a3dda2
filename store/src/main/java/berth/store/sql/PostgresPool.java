package berth.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/// Connections to PostgreSQL, with every wait bounded. Source of the bounds: reliability section 5.
final class PostgresPool implements AutoCloseable {
    private static final Duration POOL_WAIT = Duration.ofSeconds(2);
    private static final String BOUNDS =
            "-c statement_timeout=2000 -c lock_timeout=1000"
                    + " -c idle_in_transaction_session_timeout=5000";

    /// A migration may have to wait for another node's, and may rewrite tables.
    private static final String MIGRATION_BOUNDS =
            "-c statement_timeout=600000 -c lock_timeout=600000";

    private final HikariDataSource pool;

    PostgresPool(PostgresSettings settings) {
        var config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.user());
        config.setPassword(text(settings));
        config.setMaximumPoolSize(settings.poolMax());
        config.setConnectionTimeout(POOL_WAIT.toMillis());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // A server that is away is a matter of the call that needs it.
        config.setInitializationFailTimeout(-1);
        properties(BOUNDS)
                .forEach((name, value) -> config.addDataSourceProperty((String) name, value));
        pool = new HikariDataSource(config);
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /// A connection of its own for migrating; the caller closes it.
    static Connection migration(PostgresSettings settings) throws SQLException {
        var properties = properties(MIGRATION_BOUNDS);
        properties.remove("socketTimeout");
        properties.setProperty("user", settings.user());
        properties.setProperty("password", text(settings));
        return DriverManager.getConnection(settings.jdbcUrl(), properties);
    }

    private static Properties properties(String options) {
        var properties = new Properties();
        properties.setProperty("options", options);
        properties.setProperty("ApplicationName", "berth");
        properties.setProperty("tcpKeepAlive", "true");
        // Seconds. A dead network must not hold a thread longer than a transaction may take.
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "5");
        return properties;
    }

    private static String text(PostgresSettings settings) {
        return new String(settings.password().reveal(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        pool.close();
    }
}
