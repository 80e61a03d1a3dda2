package berth.system;

import org.sqlite.SQLiteConfig;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many rows each table of a data folder has, read beside the running server.
public record RowCounts(SortedMap<String, Long> byTable) {
    /// The only table that may grow when a request is refused.
    private static final String AUDIT = "audit_entry";

    public static RowCounts of(Path data) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (var connection = config.createConnection("jdbc:sqlite:" + data.resolve("berth.db"))) {
            var counts = new TreeMap<String, Long>();
            for (var table : tables(connection)) {
                counts.put(table, count(connection, table));
            }
            return new RowCounts(counts);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot count the rows in " + data, e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT name FROM sqlite_master
                                WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                                """)) {
            while (rows.next()) {
                tables.add(rows.getString("name"));
            }
        }
        return tables;
    }

    /// @param table out of the database's own list
    private static long count(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(1) AS n FROM \"" + table + "\"")) {
            return rows.getLong("n");
        }
    }

    public long audited() {
        return byTable.get(AUDIT);
    }

    /// Everything but the audit trail.
    public SortedMap<String, Long> withoutAudit() {
        var counts = new TreeMap<>(byTable);
        counts.remove(AUDIT);
        return counts;
    }
}
