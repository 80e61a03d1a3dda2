package berth.store.sql;

import berth.core.hub.HubClient;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.store.document.FiltersDocument;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rows of what hubs remember of their clients' connections.
final class SessionRows {
    /// @param passing whether the connection leaves nothing behind when it breaks
    /// @param kept whether there is something to come back to
    record Stored(
            HubClient client,
            long connection,
            @Nullable String node,
            boolean passing,
            boolean kept,
            Map<String, Integer> filters,
            Instant changedAt) {
        boolean connected() {
            return node != null;
        }

        /// What is there for a client that comes back now.
        boolean waits() {
            return kept && !(connected() && passing);
        }

        Stored ended(boolean fresh, Instant at) {
            return new Stored(
                    client, connection, null, false, !fresh, fresh ? Map.of() : filters, at);
        }
    }

    /// A connection somewhere, by its key.
    record Open(HubHostName hub, HubClient client) {}

    private final Sealing sealing;

    SessionRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String SELECT =
            """
            SELECT client, connection, node, passing, kept, filters, changed_at
            FROM hub_session
            """;

    private static final String FIND = SELECT + "WHERE hub = ? AND client = ?";

    Optional<Stored> find(Session session, HubHostName hub, HubClient client) throws SQLException {
        return session.query(FIND)
                .bind(hub.value())
                .bind(client.text())
                .first(row -> read(hub, row));
    }

    private static final String LOCK = FIND + " {lock}";

    Optional<Stored> lock(Session session, HubHostName hub, HubClient client) throws SQLException {
        return session.query(LOCK)
                .bind(hub.value())
                .bind(client.text())
                .first(row -> read(hub, row));
    }

    private Stored read(HubHostName hub, Row row) throws SQLException {
        var client = row.text("client");
        return new StoredRow(sealing, "hub_session", hub.value(), client)
                .decode(
                        () ->
                                new Stored(
                                        HubClient.parse(client),
                                        row.number("connection"),
                                        row.textOrNull("node"),
                                        row.number("passing") != 0,
                                        row.number("kept") != 0,
                                        FiltersDocument.filters(
                                                StoredJson.object(row.text("filters"))),
                                        row.instant("changed_at")));
    }

    private static final String INSERT =
            """
            INSERT INTO hub_session (
                connection, node, passing, kept, filters, changed_at, hub, client)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    void insert(Session session, HubHostName hub, Stored row) throws SQLException {
        write(session.query(INSERT), hub, row);
    }

    private static final String UPDATE =
            """
            UPDATE hub_session
            SET connection = ?, node = ?, passing = ?, kept = ?, filters = ?, changed_at = ?
            WHERE hub = ? AND client = ?
            """;

    void update(Session session, HubHostName hub, Stored row) throws SQLException {
        write(session.query(UPDATE), hub, row);
    }

    private static void write(Query query, HubHostName hub, Stored row) throws SQLException {
        query.bind(row.connection())
                .bind(row.node())
                .bind(row.passing())
                .bind(row.kept())
                .bind(StoredJson.text(FiltersDocument.of(row.filters())))
                .bind(row.changedAt())
                .bind(hub.value())
                .bind(row.client().text())
                .run();
    }

    private static final String FILTERS =
            "UPDATE hub_session SET filters = ? WHERE hub = ? AND client = ?";

    int filters(Session session, HubHostName hub, HubClient client, Map<String, Integer> filters)
            throws SQLException {
        return session.query(FILTERS)
                .bind(StoredJson.text(FiltersDocument.of(filters)))
                .bind(hub.value())
                .bind(client.text())
                .run();
    }

    private static final String CONNECTED =
            "SELECT COUNT(*) AS total FROM hub_session WHERE hub = ? AND node IS NOT NULL";

    long connected(Session session, HubHostName hub) throws SQLException {
        return session.query(CONNECTED).bind(hub.value()).one(row -> row.number("total"));
    }

    private static final String OPEN =
            """
            SELECT hub, client FROM hub_session
            WHERE node = ?
            ORDER BY hub, client
            LIMIT ?
            """;

    /// In the order in which [SqlSessionStore#endAll] takes hubs one after the other.
    List<Open> open(Session session, String node, int limit) throws SQLException {
        return session.query(OPEN)
                .bind(node)
                .bind(limit)
                .all(
                        row ->
                                new Open(
                                        new HubHostName(row.text("hub")),
                                        HubClient.parse(row.text("client"))));
    }

    private static final String FORGET =
            """
            DELETE FROM hub_session
            WHERE (hub, client) IN (
                SELECT hub, client FROM hub_session
                WHERE node IS NULL AND changed_at <= ?
                ORDER BY changed_at
                LIMIT ?)
            AND node IS NULL AND changed_at <= ?
            """;

    /// The last condition is for a client that came back while the statement waited for its row.
    int forget(Session session, Duration age, int limit) throws SQLException {
        var due = session.now().minus(age);
        return session.query(FORGET).bind(due).bind(limit).bind(due).run();
    }

    private static final String LEAVING =
            SELECT + "WHERE hub = ? AND " + ClientRange.CONDITION + " ORDER BY client {lock}";

    private static final String DELETE_DEVICE =
            "DELETE FROM hub_session WHERE hub = ? AND " + ClientRange.CONDITION;

    /// Removes the sessions of a device and its modules.
    ///
    /// @return whose connections that ends
    List<HubClient> remove(Session session, HubHostName hub, DeviceId id) throws SQLException {
        var range = ClientRange.of(id);
        var leaving =
                range.bind(session.query(LEAVING).bind(hub.value())).sound(row -> read(hub, row));
        range.bind(session.query(DELETE_DEVICE).bind(hub.value())).run();
        return leaving.stream().filter(Stored::connected).map(Stored::client).toList();
    }

    private static final String DELETE = "DELETE FROM hub_session WHERE hub = ? AND client = ?";

    /// Removes the session of one client.
    ///
    /// @return whether that ends a connection
    boolean remove(Session session, HubHostName hub, HubClient client) throws SQLException {
        var leaving = lock(session, hub, client);
        session.query(DELETE).bind(hub.value()).bind(client.text()).run();
        return leaving.filter(Stored::connected).isPresent();
    }

    private static final String DELETE_ALL = "DELETE FROM hub_session WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
    }
}
