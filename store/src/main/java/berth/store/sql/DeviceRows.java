package berth.store.sql;

import berth.core.change.Page;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.store.document.AuthenticationDocument;
import berth.store.document.IdentityDocument;
import berth.store.document.StoredJson;
import berth.store.document.TwinDocument;
import berth.store.sealing.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Rows of an embedded hub's devices and of their tombstones: one row a device ID.
final class DeviceRows {
    private static final String AUTHENTICATION = "authentication";

    private final Sealing sealing;

    DeviceRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String SELECT =
            """
            SELECT hub, device_id, identity, twin, authentication, vacated_at, vacated_by
            FROM hub_device
            """;

    private static final String FIND =
            SELECT + "WHERE hub = ? AND device_id = ? AND vacated_at IS NULL";

    Optional<HubDevice> find(Session session, HubHostName hub, DeviceId id) throws SQLException {
        return session.query(FIND).bind(hub.value()).bind(id.value()).first(this::device);
    }

    private static final String LOCK = SELECT + "WHERE hub = ? AND device_id = ? {lock}";

    Optional<HubPlace> lock(Session session, HubHostName hub, DeviceId id) throws SQLException {
        return session.query(LOCK).bind(hub.value()).bind(id.value()).first(this::place);
    }

    private static final String PAGE =
            SELECT
                    + """
                    WHERE hub = ? AND device_id > ? AND vacated_at IS NULL
                    ORDER BY device_id
                    LIMIT ?
                    """;

    Page<HubDevice> page(Session session, HubHostName hub, Page.Request page) throws SQLException {
        var query = session.query(PAGE).bind(hub.value()).bind(page.after());
        return Pages.read(query, page, "device_id", this::device);
    }

    private static final String FORGET =
            """
            DELETE FROM hub_device
            WHERE (hub, device_id) IN (
                SELECT hub, device_id FROM hub_device
                WHERE vacated_at <= ?
                ORDER BY vacated_at
                LIMIT ?)
            AND vacated_at <= ?
            """;

    /// The last condition is for a place that was taken again while the statement waited for it.
    int forget(Session session, Duration olderThan, int limit) throws SQLException {
        var due = session.now().minus(olderThan);
        return session.query(FORGET).bind(due).bind(limit).bind(due).run();
    }

    private static final String DELETE_ALL = "DELETE FROM hub_device WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
    }

    private HubPlace place(Row row) throws SQLException {
        if (row.numberOrNull("vacated_at") == null) {
            return new HubPlace.Occupied(device(row));
        }
        var stored = stored(row.text("hub"), row.text("device_id"));
        var marker = row.textOrNull("vacated_by");
        return new HubPlace.Vacated(
                Optional.ofNullable(marker)
                        .flatMap(HubMarker::parse)
                        .orElseThrow(() -> stored.corrupt("vacated_by is not a marker")),
                row.instant("vacated_at"));
    }

    private HubDevice device(Row row) throws SQLException {
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

    /// The statements for one place of a hub: what stands there does not always know its name.
    Changes.Table<HubPlace> at(HubHostName hub, DeviceId id) {
        return new Place(hub.value(), id.value());
    }

    private static final String INSERT =
            """
            INSERT INTO hub_device (
                enabled, marker_generation, identity, twin, authentication,
                vacated_at, vacated_by, hub, device_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE =
            """
            UPDATE hub_device
            SET enabled = ?, marker_generation = ?, identity = ?, twin = ?,
                authentication = COALESCE(?, authentication), vacated_at = ?, vacated_by = ?
            WHERE hub = ? AND device_id = ?
            """;

    private static final String UPDATE_TWIN =
            "UPDATE hub_device SET twin = ? WHERE hub = ? AND device_id = ?";

    private static final String DELETE = "DELETE FROM hub_device WHERE hub = ? AND device_id = ?";

    private static final byte[] NO_KEYS = {};

    private final class Place implements Changes.Table<HubPlace> {
        private final String hub;
        private final String id;

        Place(String hub, String id) {
            this.hub = hub;
            this.id = id;
        }

        @Override
        public void insert(Session session, HubPlace row) throws SQLException {
            write(session, INSERT, row);
        }

        /// A twin changes far more often than an identity, and an identity more often than its
        /// keys: what is the same is not sealed and written again.
        @Override
        public void update(Session session, HubPlace before, HubPlace row) throws SQLException {
            if (before instanceof HubPlace.Occupied(var was)
                    && row instanceof HubPlace.Occupied(var device)) {
                update(session, was, device);
            } else {
                write(session, UPDATE, row);
            }
        }

        private void update(Session session, HubDevice was, HubDevice device) throws SQLException {
            if (was.identity().equals(device.identity())) {
                session.query(UPDATE_TWIN)
                        .bind(StoredJson.text(TwinDocument.of(device.twin())))
                        .bind(hub)
                        .bind(id)
                        .run();
                return;
            }
            var keys = device.identity().authentication();
            boolean same = was.identity().authentication().equals(keys);
            write(session, UPDATE, device, same ? null : sealed(keys));
        }

        @Override
        public void remove(Session session, HubPlace before) throws SQLException {
            session.query(DELETE).bind(hub).bind(id).run();
        }

        private void write(Session session, String statement, HubPlace row) throws SQLException {
            switch (row) {
                case HubPlace.Occupied(var device) ->
                        write(
                                session,
                                statement,
                                device,
                                sealed(device.identity().authentication()));
                case HubPlace.Vacated vacated -> write(session, statement, vacated);
            }
        }

        private void write(
                Session session, String statement, HubDevice device, byte @Nullable [] sealed)
                throws SQLException {
            var identity = device.identity();
            session.query(statement)
                    .bind(identity.enabled())
                    .bind(identity.marker().map(HubMarker::generation).orElse(null))
                    .bind(StoredJson.text(IdentityDocument.of(identity)))
                    .bind(StoredJson.text(TwinDocument.of(device.twin())))
                    .bind(sealed)
                    .bind((Long) null)
                    .bind((String) null)
                    .bind(hub)
                    .bind(id)
                    .run();
        }

        private void write(Session session, String statement, HubPlace.Vacated row)
                throws SQLException {
            var nothing = StoredJson.text(JsonObject.EMPTY);
            session.query(statement)
                    .bind(false)
                    .bind(row.marker().generation())
                    .bind(nothing)
                    .bind(nothing)
                    .bind(NO_KEYS)
                    .bind(row.at())
                    .bind(row.marker().text())
                    .bind(hub)
                    .bind(id)
                    .run();
        }

        private byte[] sealed(DeviceAuthentication keys) {
            return stored(hub, id).seal(AUTHENTICATION, AuthenticationDocument.of(keys));
        }
    }
}
