package berth.store.sql;

import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.store.document.InstanceDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.List;

/// The linked hubs of an instance: few, written all at once.
final class LinkedHubRows {
    private static final String TABLE = "linked_hub";
    private static final String SEALED = "sealed";

    private static final int DECODED_MAX = 1_000;

    private final Sealing sealing;
    private final DecodedRows<LinkedHub> decoded = new DecodedRows<>(DECODED_MAX);

    private record Columns(String document, @Nullable ByteString sealed) {}

    LinkedHubRows(Sealing sealing) {
        this.sealing = sealing;
    }

    /// The linked hub in a row with the columns name, document and sealed.
    LinkedHub read(String scope, Row row) throws SQLException {
        var name = row.text("name");
        var stored = new StoredRow(sealing, TABLE, scope, name);
        var sealed = row.bytesOrNull(SEALED);
        var columns =
                new Columns(row.text("document"), sealed == null ? null : ByteString.of(sealed));
        return decoded.of(
                scope + "/" + name,
                columns,
                stored,
                () ->
                        InstanceDocument.linkedHub(
                                new HubHostName(name),
                                StoredJson.object(columns.document()),
                                stored.openIfAny(SEALED, sealed)));
    }

    private static final String DELETE = "DELETE FROM linked_hub WHERE scope = ?";

    void delete(Session session, String scope) throws SQLException {
        session.query(DELETE).bind(scope).run();
    }

    private static final String INSERT =
            """
            INSERT INTO linked_hub (scope, host_name, position, document, sealed)
            VALUES (?, ?, ?, ?, ?)
            """;

    void replace(Session session, String scope, List<LinkedHub> hubs) throws SQLException {
        delete(session, scope);
        int position = 0;
        for (var hub : hubs) {
            var name = hub.hostName().value();
            var stored = new StoredRow(sealing, TABLE, scope, name);
            session.query(INSERT)
                    .bind(scope)
                    .bind(name)
                    .bind(position++)
                    .bind(StoredJson.text(InstanceDocument.of(hub)))
                    .bind(stored.sealIfAny(SEALED, InstanceDocument.secrets(hub)))
                    .run();
        }
    }
}
