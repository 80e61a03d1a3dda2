package berth.store.sql;

import berth.core.hub.event.EventSubscription;
import berth.core.id.HubHostName;
import berth.store.document.StoredJson;
import berth.store.document.SubscriptionDocument;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Rows of subscriptions to the events of hubs.
final class SubscriptionRows {
    private static final String TABLE = "hub_subscription";
    private static final String SEALED = "sealed";

    private final Sealing sealing;

    SubscriptionRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String SELECT = "SELECT name, document, sealed FROM hub_subscription ";

    private static final String ALL = SELECT + "WHERE hub = ? ORDER BY name";

    /// A corrupt one is reported and left out.
    List<EventSubscription> all(Session session, HubHostName hub) throws SQLException {
        return session.query(ALL).bind(hub.value()).sound(row -> read(hub, row));
    }

    private static final String LOCK = SELECT + "WHERE hub = ? AND name = ? {lock}";

    Optional<EventSubscription> lock(Session session, HubHostName hub, String name)
            throws SQLException {
        return session.query(LOCK).bind(hub.value()).bind(name).first(row -> read(hub, row));
    }

    private EventSubscription read(HubHostName hub, Row row) throws SQLException {
        var name = row.text("name");
        var stored = stored(hub, name);
        return stored.decode(
                () ->
                        SubscriptionDocument.subscription(
                                name,
                                StoredJson.object(row.text("document")),
                                stored.openIfAny(SEALED, row.bytesOrNull(SEALED))));
    }

    private StoredRow stored(HubHostName hub, String name) {
        return new StoredRow(sealing, TABLE, hub.value(), name);
    }

    Changes.Table<EventSubscription> of(HubHostName hub) {
        return new OfHub(hub);
    }

    private static final String INSERT =
            """
            INSERT INTO hub_subscription (document, sealed, told, hub, name)
            VALUES (?, ?, ?, ?, ?)
            """;

    private static final String UPDATE =
            "UPDATE hub_subscription SET document = ?, sealed = ? WHERE hub = ? AND name = ?";

    private static final String DELETE = "DELETE FROM hub_subscription WHERE hub = ? AND name = ?";

    private static final String DELETE_DEAD =
            "DELETE FROM hub_dead_event WHERE hub = ? AND subscription = ?";

    private final class OfHub implements Changes.Table<EventSubscription> {
        private final HubHostName hub;

        OfHub(HubHostName hub) {
            this.hub = hub;
        }

        @Override
        public void insert(Session session, EventSubscription row) throws SQLException {
            write(session.query(INSERT), row)
                    .bind(HubCounters.last(session, hub, HubCounters.Kind.EVENT))
                    .bind(hub.value())
                    .bind(row.name())
                    .run();
        }

        @Override
        public void update(Session session, EventSubscription before, EventSubscription row)
                throws SQLException {
            write(session.query(UPDATE), row).bind(hub.value()).bind(row.name()).run();
        }

        private Query write(Query query, EventSubscription row) throws SQLException {
            var secrets = SubscriptionDocument.secrets(row);
            return query.bind(StoredJson.text(SubscriptionDocument.of(row)))
                    .bind(stored(hub, row.name()).sealIfAny(SEALED, secrets));
        }

        @Override
        public void remove(Session session, EventSubscription before) throws SQLException {
            session.query(DELETE).bind(hub.value()).bind(before.name()).run();
            session.query(DELETE_DEAD).bind(hub.value()).bind(before.name()).run();
        }
    }

    private static final String CURSOR =
            "SELECT told FROM hub_subscription WHERE hub = ? AND name = ?";

    Optional<Long> cursor(Session session, HubHostName hub, String name) throws SQLException {
        return session.query(CURSOR).bind(hub.value()).bind(name).first(row -> row.number("told"));
    }

    private static final String MOVE =
            "UPDATE hub_subscription SET told = ? WHERE hub = ? AND name = ? AND told < ?";

    int move(Session session, HubHostName hub, String name, long sequence) throws SQLException {
        return session.query(MOVE).bind(sequence).bind(hub.value()).bind(name).bind(sequence).run();
    }

    private static final String DELETE_ALL = "DELETE FROM hub_subscription WHERE hub = ?";

    private static final String DELETE_ALL_DEAD = "DELETE FROM hub_dead_event WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
        session.query(DELETE_ALL_DEAD).bind(hub.value()).run();
    }
}
