package berth.store.sql;

import berth.core.change.Page;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.store.document.AuthenticationDocument;
import berth.store.document.IdentityDocument;
import berth.store.document.StoredJson;
import berth.store.document.TwinDocument;
import berth.store.sealing.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Optional;

/// Rows of an embedded hub's devices.
final class DeviceRows {
    private static final String AUTHENTICATION = "authentication";

    private final Sealing sealing;

    DeviceRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String SELECT =
            """
            SELECT hub, device_id, identity, twin, authentication
            FROM hub_device
            """;

    private static final String FIND = SELECT + "WHERE hub = ? AND device_id = ?";

    Optional<HubDevice> find(Session session, HubHostName hub, DeviceId id) throws SQLException {
        return session.query(FIND).bind(hub.value()).bind(id.value()).first(this::read);
    }

    private static final String LOCK = FIND + " {lock}";

    Optional<HubDevice> lock(Session session, HubHostName hub, DeviceId id) throws SQLException {
        return session.query(LOCK).bind(hub.value()).bind(id.value()).first(this::read);
    }

    private static final String PAGE =
            SELECT
                    + """
                    WHERE hub = ? AND device_id > ?
                    ORDER BY device_id
                    LIMIT ?
                    """;

    Page<HubDevice> page(Session session, HubHostName hub, Page.Request page) throws SQLException {
        var query = session.query(PAGE).bind(hub.value()).bind(page.after());
        return Pages.read(query, page, "device_id", this::read);
    }

    private static final String DELETE_ALL = "DELETE FROM hub_device WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
    }

    private HubDevice read(Row row) throws SQLException {
        var id = row.text("device_id");
        var stored = stored(row.text("hub"), id);
        return stored.decode(
                () ->
                        new HubDevice(
                                IdentityDocument.identity(
                                        new DeviceId(id),
                                        StoredJson.object(row.text("identity")),
                                        AuthenticationDocument.authentication(
                                                stored.open(
                                                        AUTHENTICATION,
                                                        row.bytes(AUTHENTICATION)))),
                                TwinDocument.twin(StoredJson.object(row.text("twin")))));
    }

    private StoredRow stored(String hub, String deviceId) {
        return new StoredRow(sealing, "hub_device", hub, deviceId);
    }

    /// The statements for the devices of one hub, whose name is no part of a device.
    Changes.Table<HubDevice> of(HubHostName hub) {
        return new OfHub(hub.value());
    }

    private static final String INSERT =
            """
            INSERT INTO hub_device (
                enabled, marker_generation, identity, twin, authentication, hub, device_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE =
            """
            UPDATE hub_device
            SET enabled = ?, marker_generation = ?, identity = ?, twin = ?,
                authentication = COALESCE(?, authentication)
            WHERE hub = ? AND device_id = ?
            """;

    private static final String UPDATE_TWIN =
            "UPDATE hub_device SET twin = ? WHERE hub = ? AND device_id = ?";

    private static final String DELETE = "DELETE FROM hub_device WHERE hub = ? AND device_id = ?";

    private final class OfHub implements Changes.Table<HubDevice> {
        private final String hub;

        OfHub(String hub) {
            this.hub = hub;
        }

        @Override
        public void insert(Session session, HubDevice row) throws SQLException {
            write(session, INSERT, row, authentication(row.identity()));
        }

        /// A twin changes far more often than an identity, and an identity more often than its
        /// keys: what is the same is not sealed and written again.
        @Override
        public void update(Session session, HubDevice before, HubDevice row) throws SQLException {
            if (before.identity().equals(row.identity())) {
                session.query(UPDATE_TWIN)
                        .bind(StoredJson.text(TwinDocument.of(row.twin())))
                        .bind(hub)
                        .bind(row.deviceId().value())
                        .run();
                return;
            }
            var was = before.identity().authentication();
            boolean same = was.equals(row.identity().authentication());
            write(session, UPDATE, row, same ? null : authentication(row.identity()));
        }

        @Override
        public void remove(Session session, HubDevice before) throws SQLException {
            session.query(DELETE).bind(hub).bind(before.deviceId().value()).run();
        }

        private void write(
                Session session, String statement, HubDevice row, byte @Nullable [] sealed)
                throws SQLException {
            var identity = row.identity();
            session.query(statement)
                    .bind(identity.enabled())
                    .bind(identity.marker().map(HubMarker::generation).orElse(null))
                    .bind(StoredJson.text(IdentityDocument.of(identity)))
                    .bind(StoredJson.text(TwinDocument.of(row.twin())))
                    .bind(sealed)
                    .bind(hub)
                    .bind(row.deviceId().value())
                    .run();
        }

        private byte[] authentication(DeviceIdentity identity) {
            return stored(hub, identity.deviceId().value())
                    .seal(AUTHENTICATION, AuthenticationDocument.of(identity.authentication()));
        }
    }
}
