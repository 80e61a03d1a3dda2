package berth.store.sql;

import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.id.HubHostName;
import berth.store.document.RoleDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Rows of the roles that hubs have of their own.
final class RoleRows {
    private final Sealing sealing;

    RoleRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String ALL =
            "SELECT name, document FROM hub_role WHERE hub = ? ORDER BY name";

    /// A corrupt role is reported and left out: a role that is not defined allows the least.
    List<Role> all(Session session, HubHostName hub) throws SQLException {
        return session.query(ALL).bind(hub.value()).sound(row -> read(hub, row));
    }

    private static final String LOCK =
            "SELECT name, document FROM hub_role WHERE hub = ? AND name = ? {lock}";

    Optional<Role> lock(Session session, HubHostName hub, RoleName name) throws SQLException {
        return session.query(LOCK)
                .bind(hub.value())
                .bind(name.value())
                .first(row -> read(hub, row));
    }

    private Role read(HubHostName hub, Row row) throws SQLException {
        var name = row.text("name");
        return new StoredRow(sealing, "hub_role", hub.value(), name)
                .decode(
                        () ->
                                RoleDocument.role(
                                        new RoleName(name),
                                        StoredJson.object(row.text("document"))));
    }

    private static final String DELETE_ALL = "DELETE FROM hub_role WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
    }

    Changes.Table<Role> of(HubHostName hub) {
        return new OfHub(hub.value());
    }

    private static final String INSERT =
            "INSERT INTO hub_role (document, hub, name) VALUES (?, ?, ?)";

    private static final String UPDATE =
            "UPDATE hub_role SET document = ? WHERE hub = ? AND name = ?";

    private static final String DELETE = "DELETE FROM hub_role WHERE hub = ? AND name = ?";

    private record OfHub(String hub) implements Changes.Table<Role> {
        @Override
        public void insert(Session session, Role row) throws SQLException {
            write(session, INSERT, row);
        }

        @Override
        public void update(Session session, Role before, Role row) throws SQLException {
            write(session, UPDATE, row);
        }

        private void write(Session session, String statement, Role row) throws SQLException {
            session.query(statement)
                    .bind(StoredJson.text(RoleDocument.of(row)))
                    .bind(hub)
                    .bind(row.name().value())
                    .run();
        }

        @Override
        public void remove(Session session, Role before) throws SQLException {
            session.query(DELETE).bind(hub).bind(before.name().value()).run();
        }
    }
}
