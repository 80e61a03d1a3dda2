package berth.store.sql;

import berth.testkit.postgres.TestPostgres;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;

/// Opens the shared store on a test's database.
final class Postgres {
    private static final int POOL = 8;

    private Postgres() {}

    static PostgresSettings settings(TestPostgres postgres) {
        return new PostgresSettings(postgres.jdbcUrl(), postgres.user(), postgres.password(), POOL);
    }

    static SqlStore open(TestPostgres postgres, Path keyFile) {
        return SqlStore.openPostgres(
                settings(postgres), keyFile, InstantSource.system(), new Random(3));
    }
}
