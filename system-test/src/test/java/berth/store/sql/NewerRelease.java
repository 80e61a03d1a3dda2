package berth.store.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Does to a running operation what a node of a newer release would: takes it, and leaves it in a
/// state of its own. The row is whole, so its checksum is that of what it says.
///
/// In the store's package, because only the store knows of what a checksum is made.
public final class NewerRelease {
    private static final String READ =
            "SELECT * FROM operation WHERE registration_id = ? AND finished_at IS NULL";

    private static final String WRITE =
            """
            UPDATE operation
            SET state = ?, checksum = ?, next_run = 0, lease_owner = 'newer', lease_until = 0,
                lease_epoch = lease_epoch + 1
            WHERE registration_id = ? AND finished_at IS NULL
            """;

    private NewerRelease() {}

    /// Due, and leased to nobody.
    public static void leave(Connection connection, String registrationId, String state)
            throws SQLException {
        byte[] checksum = checksum(connection, registrationId, state);
        try (var write = connection.prepareStatement(WRITE)) {
            write.setString(1, state);
            write.setBytes(2, checksum);
            write.setString(3, registrationId);
            if (write.executeUpdate() != 1) {
                throw new IllegalStateException("no operation runs for " + registrationId);
            }
        }
    }

    private static byte[] checksum(Connection connection, String registrationId, String state)
            throws SQLException {
        try (var read = connection.prepareStatement(READ)) {
            read.setString(1, registrationId);
            try (var row = read.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("no operation runs for " + registrationId);
                }
                return columns(row, state).checksum();
            }
        }
    }

    private static OperationColumns columns(ResultSet row, String state) throws SQLException {
        return new OperationColumns(
                row.getString("scope"),
                row.getString("operation_id"),
                row.getString("registration_id"),
                row.getString("active_key"),
                row.getLong("generation"),
                state,
                row.getLong("attempt"),
                row.getLong("created_in_hub") != 0,
                row.getLong("target"),
                row.getString("document"),
                row.getString("failure"),
                row.getLong("deadline"),
                row.getLong("created_at"),
                null);
    }
}
