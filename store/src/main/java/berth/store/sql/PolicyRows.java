package berth.store.sql;

import berth.core.access.AccessPolicy;
import berth.core.id.ByteString;
import berth.store.document.InstanceDocument;
import berth.store.document.KeysDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.util.List;

/// The shared access policies of an instance or a hub: few, written all at once.
///
/// @param <R> the kind of right
final class PolicyRows<R extends Enum<R>> {
    private static final String TABLE = "access_policy";
    private static final String SEALED = "sealed";

    private static final int DECODED_MAX = 1_000;

    private final Sealing sealing;
    private final Class<R> kind;
    private final DecodedRows<AccessPolicy<R>> decoded = new DecodedRows<>(DECODED_MAX);

    private record Columns(String document, ByteString sealed) {}

    PolicyRows(Sealing sealing, Class<R> kind) {
        this.sealing = sealing;
        this.kind = kind;
    }

    /// The policy in a row with the columns name, document and sealed.
    AccessPolicy<R> read(String scope, Row row) throws SQLException {
        var name = row.text("name");
        var stored = new StoredRow(sealing, TABLE, scope, name);
        var columns = new Columns(row.text("document"), ByteString.of(row.bytes(SEALED)));
        return decoded.of(
                scope + "/" + name,
                columns,
                stored,
                () ->
                        InstanceDocument.policy(
                                kind,
                                name,
                                StoredJson.object(columns.document()),
                                KeysDocument.keys(
                                        stored.open(SEALED, columns.sealed().toByteArray()))));
    }

    private static final String DELETE = "DELETE FROM access_policy WHERE scope = ?";

    void delete(Session session, String scope) throws SQLException {
        session.query(DELETE).bind(scope).run();
    }

    private static final String INSERT =
            """
            INSERT INTO access_policy (scope, name, position, document, sealed)
            VALUES (?, ?, ?, ?, ?)
            """;

    void replace(Session session, String scope, List<AccessPolicy<R>> policies)
            throws SQLException {
        delete(session, scope);
        int position = 0;
        for (var policy : policies) {
            var stored = new StoredRow(sealing, TABLE, scope, policy.name());
            session.query(INSERT)
                    .bind(scope)
                    .bind(policy.name())
                    .bind(position++)
                    .bind(StoredJson.text(InstanceDocument.of(policy)))
                    .bind(stored.seal(SEALED, KeysDocument.of(policy.keys())))
                    .run();
        }
    }
}
