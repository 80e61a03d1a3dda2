package berth.store.sql;

import berth.core.id.ByteString;
import berth.store.sealing.DataKeyRows;
import berth.store.sealing.WrappedDataKey;

import java.sql.SQLException;
import java.util.List;

/// Wrapped data keys in the database.
final class SqlDataKeyRows implements DataKeyRows {
    private final Database database;

    SqlDataKeyRows(Database database) {
        this.database = database;
    }

    private static final String ALL =
            "SELECT scope, key_id, wrapped FROM data_key ORDER BY created_at, key_id";

    @Override
    public List<WrappedDataKey> all() {
        return database.read("data keys", session -> session.query(ALL).all(SqlDataKeyRows::key));
    }

    private static final String OF_SCOPE =
            """
            SELECT scope, key_id, wrapped FROM data_key
            WHERE scope = ?
            ORDER BY created_at, key_id
            """;

    @Override
    public List<WrappedDataKey> of(String scope) {
        return database.read(
                "data keys of " + scope,
                session -> session.query(OF_SCOPE).bind(scope).all(SqlDataKeyRows::key));
    }

    private static final String ADD =
            "INSERT INTO data_key (scope, key_id, wrapped, created_at) VALUES (?, ?, ?, {now})";

    @Override
    public void add(WrappedDataKey key) {
        database.write(
                "data key of " + key.scope(),
                session ->
                        session.query(ADD)
                                .bind(key.scope())
                                .bind(key.id())
                                .bind(key.wrapped().toByteArray())
                                .now()
                                .run());
    }

    private static WrappedDataKey key(Row row) throws SQLException {
        return new WrappedDataKey(
                row.text("scope"), row.number("key_id"), ByteString.of(row.bytes("wrapped")));
    }
}
