package berth.store.sql;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.Feedback;
import berth.core.hub.message.FeedbackRequest;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.store.packed.PackedMessage;
import berth.store.sealing.Sealing;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of cloud-to-device messages. Whoever removes one writes its feedback, here and nowhere
/// else.
final class CommandRows {
    record Stored(HubHostName hub, CommandMessage command) {}

    /// @param message null if the row is corrupt: nobody gets it, and it must not hold up others
    private record Found(String hub, String client, long sequence, @Nullable Stored message) {}

    private final Sealing sealing;
    private final FeedbackRows feedback;

    CommandRows(Sealing sealing, FeedbackRows feedback) {
        this.sealing = sealing;
        this.feedback = feedback;
    }

    private static final String INSERT =
            """
            INSERT INTO hub_command (
                hub, client, sequence, generation_id, feedback, message, enqueued_at, expires_at,
                deliveries)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
            """;

    /// @param packed the message, which is packed before the transaction begins
    void insert(Session session, HubHostName hub, CommandMessage command, byte[] packed)
            throws SQLException {
        session.query(INSERT)
                .bind(hub.value())
                .bind(command.client().text())
                .bind(command.sequence())
                .bind(command.generationId())
                .bind(command.feedback())
                .bind(packed)
                .bind(command.enqueuedAt())
                .bind(command.expiresAt())
                .run();
    }

    private static final String DEPTH =
            """
            SELECT COUNT(*) AS total FROM hub_command
            WHERE hub = ? AND client = ? AND expires_at > {now}
            """;

    int depth(Session session, HubHostName hub, HubClient client) throws SQLException {
        return session.query(DEPTH)
                .bind(hub.value())
                .bind(client.text())
                .now()
                .one(row -> Math.toIntExact(row.number("total")));
    }

    private static final String SELECT =
            """
            SELECT hub, client, sequence, generation_id, feedback, message, enqueued_at,
                expires_at, deliveries
            FROM hub_command
            """;

    private static final String NEXT =
            SELECT
                    + """
                    WHERE hub = ? AND client = ? AND sequence > ? AND expires_at > ?
                        AND (locked_until IS NULL OR locked_until <= ?)
                    ORDER BY sequence
                    LIMIT 1
                    {skipLocked}
                    """;

    Optional<Stored> next(Session session, HubHostName hub, HubClient client, Instant now)
            throws SQLException {
        long after = 0;
        while (true) {
            var found =
                    session.query(NEXT)
                            .bind(hub.value())
                            .bind(client.text())
                            .bind(after)
                            .bind(now)
                            .bind(now)
                            .first(this::found);
            if (found.isEmpty() || found.get().message() != null) {
                return found.map(Found::message);
            }
            after = found.get().sequence();
        }
    }

    private Found found(Row row) throws SQLException {
        return new Found(
                row.text("hub"),
                row.text("client"),
                row.number("sequence"),
                Query.sound(this::read, row).orElse(null));
    }

    private static final String LOCKED =
            SELECT
                    + """
                    WHERE hub = ? AND client = ? AND lock_id = ? AND locked_until > {now}
                    {lock}
                    """;

    Optional<Stored> locked(Session session, HubHostName hub, HubClient client, UUID lock)
            throws SQLException {
        return session.query(LOCKED)
                .bind(hub.value())
                .bind(client.text())
                .bind(lock.toString())
                .now()
                .first(this::read);
    }

    private Stored read(Row row) throws SQLException {
        var hub = row.text("hub");
        var client = row.text("client");
        long sequence = row.number("sequence");
        return new StoredRow(sealing, "hub_command", hub, client + "/" + sequence)
                .decode(
                        () ->
                                new Stored(
                                        new HubHostName(hub),
                                        new CommandMessage(
                                                sequence,
                                                HubClient.parse(client),
                                                row.text("generation_id"),
                                                PackedMessage.unpack(row.bytes("message")),
                                                FeedbackRequest.valueOf(row.text("feedback")),
                                                row.instant("enqueued_at"),
                                                row.instant("expires_at"),
                                                Math.toIntExact(row.number("deliveries")))));
    }

    private static final String LOCK =
            """
            UPDATE hub_command SET lock_id = ?, holder = ?, locked_until = ?
            WHERE hub = ? AND client = ? AND sequence = ?
            """;

    void lock(Session session, Stored row, UUID lock, String holder, Instant until)
            throws SQLException {
        session.query(LOCK)
                .bind(lock.toString())
                .bind(holder)
                .bind(until)
                .bind(row.hub().value())
                .bind(row.command().client().text())
                .bind(row.command().sequence())
                .run();
    }

    private static final String UNLOCK =
            """
            UPDATE hub_command
            SET lock_id = NULL, holder = NULL, locked_until = NULL, deliveries = ?
            WHERE hub = ? AND client = ? AND sequence = ?
            """;

    void unlock(Session session, Stored row, int deliveries) throws SQLException {
        session.query(UNLOCK)
                .bind(deliveries)
                .bind(row.hub().value())
                .bind(row.command().client().text())
                .bind(row.command().sequence())
                .run();
    }

    private static final String DELETE =
            "DELETE FROM hub_command WHERE hub = ? AND client = ? AND sequence = ?";

    /// Removes a message and says why to whoever wants to know.
    void remove(Session session, Stored row, Feedback.Status why) throws SQLException {
        var command = row.command();
        remove(
                session,
                new Found(row.hub().value(), command.client().text(), command.sequence(), row),
                why);
    }

    private int remove(Session session, List<Found> rows, Feedback.Status why) throws SQLException {
        for (var row : rows) {
            remove(session, row, why);
        }
        return rows.size();
    }

    private void remove(Session session, Found row, Feedback.Status why) throws SQLException {
        session.query(DELETE).bind(row.hub()).bind(row.client()).bind(row.sequence()).run();
        var message = row.message();
        if (message != null) {
            feedback.add(session, message.hub(), message.command(), why, session.now());
        }
    }

    private static final String RELEASE =
            """
            UPDATE hub_command SET lock_id = NULL, holder = NULL, locked_until = NULL
            WHERE hub = ? AND client = ? AND holder = ? AND locked_until > {now}
            """;

    int release(Session session, HubHostName hub, HubClient client, String holder)
            throws SQLException {
        return session.query(RELEASE)
                .bind(hub.value())
                .bind(client.text())
                .bind(holder)
                .now()
                .run();
    }

    private static final String EXPIRED =
            SELECT
                    + """
                    WHERE expires_at <= ? AND (locked_until IS NULL OR locked_until <= ?)
                    ORDER BY expires_at
                    LIMIT ?
                    {skipLocked}
                    """;

    /// Not those whose lock is good: what is on its way may still arrive.
    int expire(Session session, int limit) throws SQLException {
        var now = session.now();
        var due = session.query(EXPIRED).bind(now).bind(now).bind(limit).all(this::found);
        return remove(session, due, Feedback.Status.EXPIRED);
    }

    private static final String OF_CLIENT =
            SELECT + "WHERE hub = ? AND client = ? ORDER BY sequence {lock}";

    int purge(Session session, HubHostName hub, HubClient client) throws SQLException {
        var query = session.query(OF_CLIENT).bind(hub.value()).bind(client.text());
        return remove(session, query.all(this::found), Feedback.Status.PURGED);
    }

    private static final String OF_DEVICE =
            SELECT + "WHERE hub = ? AND " + ClientRange.CONDITION + " ORDER BY sequence {lock}";

    /// Removes what waits for a device and its modules.
    int remove(Session session, HubHostName hub, DeviceId id) throws SQLException {
        var query = session.query(OF_DEVICE).bind(hub.value());
        var all = ClientRange.of(id).bind(query).all(this::found);
        return remove(session, all, Feedback.Status.PURGED);
    }

    private static final String DELETE_ALL = "DELETE FROM hub_command WHERE hub = ?";

    void removeAll(Session session, HubHostName hub) throws SQLException {
        session.query(DELETE_ALL).bind(hub.value()).run();
        feedback.removeAll(session, hub);
    }
}
