package berth.system.crash;

import berth.core.change.Page;
import berth.store.sql.PostgresSettings;
import berth.store.sql.SqlStore;
import berth.testkit.postgres.TestPostgres;

import org.sqlite.SQLiteConfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Where servers keep everything, across all their lives.
///
/// @param postgres null for the embedded store in `data`
record Home(Path data, TestPostgres postgres) {
    private static final int PAGE = 500;

    static Home sqlite(Path data) {
        return new Home(data, null);
    }

    boolean embedded() {
        return postgres == null;
    }

    List<String> arguments() {
        return embedded()
                ? List.of()
                : List.of("--postgres", postgres.jdbcUrl(), "--postgres-user", postgres.user());
    }

    Map<String, String> environment() {
        return embedded()
                ? Map.of()
                : Map.of(
                        "BERTH_POSTGRES_PASSWORD",
                        new String(postgres.password().reveal(), StandardCharsets.UTF_8));
    }

    /// The store as the next server would find it. Nobody else may have the embedded one open.
    SqlStore open() {
        var random = new SecureRandom();
        return embedded()
                ? SqlStore.openSqlite(data, InstantSource.system(), random)
                : SqlStore.openPostgres(
                        new PostgresSettings(
                                postgres.jdbcUrl(), postgres.user(), postgres.password(), 2),
                        data.resolve("key-encryption.key"),
                        InstantSource.system(),
                        random);
    }

    /// The texts of one column: names to ask the ports for.
    ///
    /// @param query a constant, with one column named `name`
    List<String> names(String query) {
        var names = new ArrayList<String>();
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString("name"));
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /// To what is stored. Nobody else may have the embedded one open, if it is written to.
    Connection connect() throws SQLException {
        return embedded()
                ? new SQLiteConfig().createConnection("jdbc:sqlite:" + data.resolve("berth.db"))
                : postgres.connect();
    }

    /// All pages of a listing.
    static <T> List<T> all(Function<Page.Request, Page<T>> listing) {
        var items = new ArrayList<T>();
        for (var after = ""; after != null; ) {
            var page = listing.apply(new Page.Request(after, PAGE));
            items.addAll(page.items());
            after = page.next();
        }
        return items;
    }
}
