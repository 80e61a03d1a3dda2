package berth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.testkit.postgres.TestPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

@Timeout(60)
class MigratorTest {
    private static final Migration FIRST =
            Migration.parse("V0001__first", "-- why\nCREATE TABLE one (a {name});\n");
    private static final Migration SECOND =
            Migration.parse(
                    "V0002__second", "CREATE TABLE two (b {bytes});\nCREATE TABLE three (c TEXT);");
    private static final Migration BROKEN =
            Migration.parse("V0002__broken", "CREATE TABLE two (b TEXT);\nCREATE NONSENSE;");

    @TempDir Path folder;

    private Connection sqlite() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
    }

    private static void migrate(Connection connection, Dialect dialect, Migration... known) {
        var session = Session.borrowing(connection, dialect, InstantSource.system());
        new Migrator(connection, session, List.of(known)).migrate();
    }

    private static List<String> sqliteTables(Connection connection) throws SQLException {
        return Session.borrowing(connection, new SqliteDialect(), InstantSource.system())
                .query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                .all(row -> row.text("name"));
    }

    @Test
    void migrationsAreAppliedOnceAndInOrder() throws SQLException {
        try (var connection = sqlite()) {
            migrate(connection, new SqliteDialect(), FIRST);
            migrate(connection, new SqliteDialect(), FIRST, SECOND);
            migrate(connection, new SqliteDialect(), FIRST, SECOND);

            assertThat(sqliteTables(connection))
                    .containsExactly("one", "schema_migration", "three", "two");
        }
    }

    @Test
    void aMigrationThatFailsLeavesNothing() throws SQLException {
        try (var connection = sqlite()) {
            assertThatThrownBy(() -> migrate(connection, new SqliteDialect(), FIRST, BROKEN))
                    .isInstanceOf(SchemaRefused.class);
        }
        try (var connection = sqlite()) {
            assertThat(sqliteTables(connection)).containsExactly("one", "schema_migration");
            migrate(connection, new SqliteDialect(), FIRST, SECOND);
        }
    }

    @Test
    void aChangedMigrationStopsTheStart() throws SQLException {
        try (var connection = sqlite()) {
            migrate(connection, new SqliteDialect(), FIRST, SECOND);
            var changed = Migration.parse("V0002__second", "CREATE TABLE two (b TEXT);");

            assertThatThrownBy(() -> migrate(connection, new SqliteDialect(), FIRST, changed))
                    .isInstanceOf(SchemaRefused.class)
                    .hasMessageContaining("migration 2 (second) differs");
        }
    }

    @Test
    void aNewerSchemaStopsTheStart() throws SQLException {
        try (var connection = sqlite()) {
            migrate(connection, new SqliteDialect(), FIRST, SECOND);

            assertThatThrownBy(() -> migrate(connection, new SqliteDialect(), FIRST))
                    .isInstanceOf(SchemaRefused.class)
                    .hasMessageContaining("schema 2, this version knows up to 1");
        }
    }

    @Test
    void lineEndsDoNotCountAsChanges() {
        assertThat(Migration.parse("V0001__first", "CREATE TABLE one\r\n(a);\r\n").checksum())
                .isEqualTo(Migration.parse("V0001__first", "CREATE TABLE one\n(a);\n").checksum());
    }

    @Test
    void ourOwnMigrationsAreNumberedWithoutGaps() {
        var known = Migration.known();
        for (int i = 0; i < known.size(); i++) {
            assertThat(known.get(i).version()).isEqualTo(i + 1);
        }
    }

    @Test
    void ofManyNodesThatStartAtOnceOneMigrates() throws Exception {
        try (var postgres = TestPostgres.create();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts = new ArrayList<Callable<String>>();
            for (int i = 0; i < 4; i++) {
                starts.add(
                        () -> {
                            try (var connection = postgres.connect()) {
                                migrate(connection, new PostgresDialect(), FIRST, SECOND);
                                return "migrated";
                            }
                        });
            }

            for (var start : threads.invokeAll(starts)) {
                assertThat(start.get()).isEqualTo("migrated");
            }
        }
    }
}
