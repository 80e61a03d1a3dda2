package berth.store.sql;

import berth.core.change.Page;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.hub.HubModule;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.store.document.AuthenticationDocument;
import berth.store.document.ModuleDocument;
import berth.store.document.StoredJson;
import berth.store.document.TwinDocument;
import berth.store.sealing.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Rows of the modules of an embedded hub's devices.
final class ModuleRows {
    private static final String AUTHENTICATION = "authentication";

    private final Sealing sealing;

    ModuleRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String SELECT =
            "SELECT hub, client, identity, twin, authentication FROM hub_module ";

    private static final String FIND = SELECT + "WHERE hub = ? AND client = ?";

    Optional<HubModule> find(Session session, HubHostName hub, HubClient client)
            throws SQLException {
        return session.query(FIND).bind(hub.value()).bind(client.text()).first(this::module);
    }

    private static final String LOCK = FIND + " {lock}";

    Optional<HubModule> lock(Session session, HubHostName hub, HubClient client)
            throws SQLException {
        return session.query(LOCK).bind(hub.value()).bind(client.text()).first(this::module);
    }

    private static final String OF_DEVICE =
            SELECT + "WHERE hub = ? AND client > ? AND client < ? ORDER BY client";

    List<HubModule> of(Session session, HubHostName hub, DeviceId id) throws SQLException {
        var range = ClientRange.of(id);
        return session.query(OF_DEVICE)
                .bind(hub.value())
                .bind(range.modulesFrom())
                .bind(range.modulesTo())
                .sound(this::module);
    }

    private static final String COUNT =
            """
            SELECT COUNT(*) AS total FROM hub_module
            WHERE hub = ? AND client > ? AND client < ?
            """;

    int count(Session session, HubHostName hub, DeviceId id) throws SQLException {
        var range = ClientRange.of(id);
        return session.query(COUNT)
                .bind(hub.value())
                .bind(range.modulesFrom())
                .bind(range.modulesTo())
                .one(row -> Math.toIntExact(row.number("total")));
    }

    private static final String PAGE =
            SELECT + "WHERE hub = ? AND client > ? ORDER BY client LIMIT ?";

    Page<HubModule> page(Session session, HubHostName hub, Page.Request page) throws SQLException {
        var query = session.query(PAGE).bind(hub.value()).bind(page.after());
        return Pages.read(query, page, "client", this::module);
    }

    private static final String DELETE_OF_DEVICE =
            "DELETE FROM hub_module WHERE hub = ? AND client > ? AND client < ?";

    /// Removes the modules of a device, and answers what they were.
    List<HubModule> remove(Session session, HubHostName hub, DeviceId id) throws SQLException {
        var leaving = of(session, hub, id);
        var range = ClientRange.of(id);
        session.query(DELETE_OF_DEVICE)
                .bind(hub.value())
                .bind(range.modulesFrom())
                .bind(range.modulesTo())
                .run();
        return leaving;
    }

    private static final String DELETE_ALL = "DELETE FROM hub_module WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
    }

    private HubModule module(Row row) throws SQLException {
        var client = row.text("client");
        var stored = stored(row.text("hub"), client);
        return stored.decode(
                () ->
                        new HubModule(
                                ModuleDocument.identity(
                                        HubClient.parse(client),
                                        StoredJson.object(row.text("identity")),
                                        AuthenticationDocument.authentication(
                                                stored.open(
                                                        AUTHENTICATION,
                                                        row.bytes(AUTHENTICATION)))),
                                TwinDocument.twin(StoredJson.object(row.text("twin")))));
    }

    private StoredRow stored(String hub, String client) {
        return new StoredRow(sealing, "hub_module", hub, client);
    }

    Changes.Table<HubModule> at(HubHostName hub, HubClient client) {
        return new Place(hub.value(), client.text());
    }

    private static final String INSERT =
            """
            INSERT INTO hub_module (identity, twin, authentication, hub, client)
            VALUES (?, ?, ?, ?, ?)
            """;

    private static final String UPDATE =
            """
            UPDATE hub_module
            SET identity = ?, twin = ?, authentication = COALESCE(?, authentication)
            WHERE hub = ? AND client = ?
            """;

    private static final String UPDATE_TWIN =
            "UPDATE hub_module SET twin = ? WHERE hub = ? AND client = ?";

    private static final String DELETE = "DELETE FROM hub_module WHERE hub = ? AND client = ?";

    private final class Place implements Changes.Table<HubModule> {
        private final String hub;
        private final String client;

        Place(String hub, String client) {
            this.hub = hub;
            this.client = client;
        }

        @Override
        public void insert(Session session, HubModule row) throws SQLException {
            write(session, INSERT, row, sealed(row.identity().authentication()));
        }

        /// What is the same is not sealed and written again.
        @Override
        public void update(Session session, HubModule before, HubModule row) throws SQLException {
            if (before.identity().equals(row.identity())) {
                session.query(UPDATE_TWIN)
                        .bind(StoredJson.text(TwinDocument.of(row.twin())))
                        .bind(hub)
                        .bind(client)
                        .run();
                return;
            }
            var keys = row.identity().authentication();
            boolean same = before.identity().authentication().equals(keys);
            write(session, UPDATE, row, same ? null : sealed(keys));
        }

        @Override
        public void remove(Session session, HubModule before) throws SQLException {
            session.query(DELETE).bind(hub).bind(client).run();
        }

        private void write(
                Session session, String statement, HubModule row, byte @Nullable [] sealed)
                throws SQLException {
            session.query(statement)
                    .bind(StoredJson.text(ModuleDocument.of(row.identity())))
                    .bind(StoredJson.text(TwinDocument.of(row.twin())))
                    .bind(sealed)
                    .bind(hub)
                    .bind(client)
                    .run();
        }

        private byte[] sealed(DeviceAuthentication keys) {
            return stored(hub, client).seal(AUTHENTICATION, AuthenticationDocument.of(keys));
        }
    }
}
