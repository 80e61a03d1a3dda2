package berth.store.sql;

import berth.core.id.DeviceId;

import java.sql.SQLException;

/// Which keys belong to a device: its own name, and everything between `device/` and the next
/// character behind the slash. No name holds a slash.
record ClientRange(String device, String modulesFrom, String modulesTo) {
    /// For statements; bound by [#bind].
    static final String CONDITION = "(client = ? OR (client > ? AND client < ?))";

    static ClientRange of(DeviceId id) {
        return new ClientRange(id.value(), id.value() + "/", id.value() + "0");
    }

    Query bind(Query query) throws SQLException {
        return query.bind(device).bind(modulesFrom).bind(modulesTo);
    }
}
