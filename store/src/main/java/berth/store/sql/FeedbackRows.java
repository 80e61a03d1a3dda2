package berth.store.sql;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.Feedback;
import berth.core.hub.message.SystemProperty;
import berth.core.id.HubHostName;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Rows of feedback, each under the sequence of the message it is about.
final class FeedbackRows {
    /// @param feedback as far as it can be read
    record Stored(long sequence, Feedback feedback) {}

    private final Sealing sealing;

    FeedbackRows(Sealing sealing) {
        this.sealing = sealing;
    }

    private static final String INSERT =
            """
            INSERT INTO hub_feedback (
                hub, sequence, client, message_id, generation_id, status, at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    /// In the transaction that removes the message, if its sender asked for it.
    void add(
            Session session,
            HubHostName hub,
            CommandMessage command,
            Feedback.Status status,
            Instant at)
            throws SQLException {
        if (!command.feedback().wants(status)) {
            return;
        }
        session.query(INSERT)
                .bind(hub.value())
                .bind(command.sequence())
                .bind(command.client().text())
                .bind(command.message().system(SystemProperty.MESSAGE_ID).orElse(""))
                .bind(command.generationId())
                .bind(status)
                .bind(at)
                .run();
    }

    private static final String OLDEST =
            """
            SELECT sequence, client, message_id, generation_id, status, at FROM hub_feedback
            WHERE hub = ? AND (locked_until IS NULL OR locked_until <= ?)
            ORDER BY at, sequence
            LIMIT ?
            {skipLocked}
            """;

    /// A corrupt one is reported and left out.
    List<Stored> oldest(Session session, HubHostName hub, Instant now, int limit)
            throws SQLException {
        return session.query(OLDEST)
                .bind(hub.value())
                .bind(now)
                .bind(limit)
                .sound(row -> read(hub, row));
    }

    private Stored read(HubHostName hub, Row row) throws SQLException {
        long sequence = row.number("sequence");
        return new StoredRow(sealing, "hub_feedback", hub.value(), Long.toString(sequence))
                .decode(
                        () ->
                                new Stored(
                                        sequence,
                                        new Feedback(
                                                row.text("message_id"),
                                                HubClient.parse(row.text("client")),
                                                row.text("generation_id"),
                                                Feedback.Status.valueOf(row.text("status")),
                                                row.instant("at"))));
    }

    private static final String LOCK =
            """
            UPDATE hub_feedback SET lock_id = ?, locked_until = ?
            WHERE hub = ? AND sequence = ?
            """;

    void lock(Session session, HubHostName hub, long sequence, UUID lock, Instant until)
            throws SQLException {
        session.query(LOCK)
                .bind(lock.toString())
                .bind(until)
                .bind(hub.value())
                .bind(sequence)
                .run();
    }

    private static final String COMPLETE =
            "DELETE FROM hub_feedback WHERE hub = ? AND lock_id = ? AND locked_until > {now}";

    int complete(Session session, HubHostName hub, UUID lock) throws SQLException {
        return session.query(COMPLETE).bind(hub.value()).bind(lock.toString()).now().run();
    }

    private static final String ABANDON =
            """
            UPDATE hub_feedback SET lock_id = NULL, locked_until = NULL
            WHERE hub = ? AND lock_id = ? AND locked_until > {now}
            """;

    int abandon(Session session, HubHostName hub, UUID lock) throws SQLException {
        return session.query(ABANDON).bind(hub.value()).bind(lock.toString()).now().run();
    }

    private static final String FORGET =
            """
            DELETE FROM hub_feedback
            WHERE (hub, sequence) IN (
                SELECT hub, sequence FROM hub_feedback WHERE at <= ? ORDER BY at LIMIT ?)
            """;

    int forget(Session session, Duration age, int limit) throws SQLException {
        return session.query(FORGET).bind(session.now().minus(age)).bind(limit).run();
    }

    private static final String DELETE_ALL = "DELETE FROM hub_feedback WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
    }
}
