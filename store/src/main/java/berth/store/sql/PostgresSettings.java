package berth.store.sql;

import berth.core.secret.Secret;

/// Where the shared store is.
///
/// @param jdbcUrl `jdbc:postgresql://host:port/database`, with TLS settings as the driver knows
///   them
/// @param poolMax connections at most
public record PostgresSettings(String jdbcUrl, String user, Secret password, int poolMax) {
    public PostgresSettings {
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("not a JDBC URL of PostgreSQL");
        }
        if (poolMax < 1 || poolMax > 1_000) {
            throw new IllegalArgumentException("a pool has 1 to 1000 connections, not " + poolMax);
        }
    }
}
