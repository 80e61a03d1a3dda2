package berth.server.dev;

import berth.core.secret.Secret;
import berth.store.sql.PostgresSettings;

/// A PostgreSQL database that a development service uses instead of the embedded one.
///
/// @param jdbcUrl `jdbc:postgresql://host:port/database`
public record SharedDatabase(String jdbcUrl, String user, Secret password) {
    private static final int CONNECTIONS_MAX = 20;

    PostgresSettings settings() {
        return new PostgresSettings(jdbcUrl, user, password, CONNECTIONS_MAX);
    }
}
