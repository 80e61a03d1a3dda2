package berth.store.sql;

import berth.core.change.Change;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.HubEvent;
import berth.core.hub.event.MaskedKey;
import berth.core.hub.event.SubscriptionStore;
import berth.core.id.HubHostName;
import berth.store.document.StoredJson;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Subscriptions in the database, the keys of webhooks sealed.
public final class SqlSubscriptionStore implements SubscriptionStore {
    /// What is kept of a reason, in characters.
    private static final int REASON_MAX = 1_000;

    private final Database database;
    private final Sealing sealing;
    private final AuditRows audit;
    private final EventRows events;
    private final SubscriptionRows rows;

    SqlSubscriptionStore(
            Database database,
            Sealing sealing,
            AuditRows audit,
            EventRows events,
            SubscriptionRows rows) {
        this.database = database;
        this.sealing = sealing;
        this.audit = audit;
        this.events = events;
        this.rows = rows;
    }

    @Override
    public List<EventSubscription> subscriptions(HubHostName hub) {
        return database.read("subscriptions of " + hub, session -> rows.all(session, hub));
    }

    @Override
    public <A> A changeSubscription(
            HubHostName hub,
            String name,
            Function<Optional<EventSubscription>, Change<EventSubscription, A>> decision) {
        sealing.ready(hub.value());
        return database.write(
                "change of subscription " + name,
                session -> {
                    var before = rows.lock(session, hub, name);
                    var change = MaskedKey.kept(name, before, decision.apply(before));
                    return Changes.carryOut(session, before, change, rows.of(hub), audit);
                });
    }

    @Override
    public Optional<Long> cursor(HubHostName hub, String name) {
        return database.read("subscription " + name, session -> rows.cursor(session, hub, name));
    }

    @Override
    public void moveCursor(HubHostName hub, String name, long sequence) {
        database.write("subscription " + name, session -> rows.move(session, hub, name, sequence));
    }

    private static final String BURY =
            """
            INSERT INTO hub_dead_event (
                hub, subscription, sequence, client, kind, at, data, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (hub, subscription, sequence) DO UPDATE SET reason = excluded.reason
            """;

    private static final String KEEP_NEWEST =
            """
            DELETE FROM hub_dead_event
            WHERE hub = ? AND subscription = ? AND sequence <= (
                SELECT sequence FROM hub_dead_event
                WHERE hub = ? AND subscription = ?
                ORDER BY sequence DESC
                LIMIT 1 OFFSET ?)
            """;

    @Override
    public void deadLetter(
            HubHostName hub, String name, HubEvent event, String reason, int keptMax) {
        database.write(
                "dead letter of " + name,
                session -> {
                    if (rows.lock(session, hub, name).isEmpty()) {
                        return 0;
                    }
                    bury(session, hub, name, event, reason);
                    return session.query(KEEP_NEWEST)
                            .bind(hub.value())
                            .bind(name)
                            .bind(hub.value())
                            .bind(name)
                            .bind(keptMax)
                            .run();
                });
    }

    private static void bury(
            Session session, HubHostName hub, String name, HubEvent event, String reason)
            throws SQLException {
        var kept = reason.replace('\0', '\uFFFD');
        session.query(BURY)
                .bind(hub.value())
                .bind(name)
                .bind(event.sequence())
                .bind(event.client().text())
                .bind(event.kind())
                .bind(event.at())
                .bind(StoredJson.text(event.data()))
                .bind(kept.length() > REASON_MAX ? kept.substring(0, REASON_MAX) : kept)
                .run();
    }

    private static final String DEAD =
            """
            SELECT sequence, client, kind, at, data, reason FROM hub_dead_event
            WHERE hub = ? AND subscription = ?
            ORDER BY sequence DESC
            LIMIT ?
            """;

    @Override
    public List<DeadEvent> deadLetters(HubHostName hub, String name, int limit) {
        return database.read(
                "dead letters of " + name,
                session ->
                        session.query(DEAD)
                                .bind(hub.value())
                                .bind(name)
                                .bind(limit)
                                .sound(
                                        row ->
                                                new DeadEvent(
                                                        events.event(hub, "hub_dead_event", row),
                                                        row.text("reason"))));
    }
}
