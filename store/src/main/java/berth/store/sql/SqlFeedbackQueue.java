package berth.store.sql;

import berth.core.hub.message.FeedbackQueue;
import berth.core.id.HubHostName;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// Feedback in the database.
public final class SqlFeedbackQueue implements FeedbackQueue {
    private static final int BATCH_MAX = 64;

    private final Database database;
    private final FeedbackRows rows;

    SqlFeedbackQueue(Database database, FeedbackRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public Optional<Batch> lock(HubHostName hub, int limit, Duration lockTime) {
        if (limit < 1 || limit > BATCH_MAX) {
            throw new IllegalArgumentException("1 to " + BATCH_MAX + " records, not " + limit);
        }
        return database.write("feedback of " + hub, session -> lock(session, hub, limit, lockTime));
    }

    private Optional<Batch> lock(Session session, HubHostName hub, int limit, Duration lockTime)
            throws SQLException {
        var now = session.now();
        var oldest = rows.oldest(session, hub, now, limit);
        if (oldest.isEmpty()) {
            return Optional.empty();
        }
        var lock = UUID.randomUUID();
        for (var row : oldest) {
            rows.lock(session, hub, row.sequence(), lock, now.plus(lockTime));
        }
        return Optional.of(
                new Batch(
                        lock,
                        oldest.stream().map(FeedbackRows.Stored::feedback).toList(),
                        oldest.getFirst().feedback().at()));
    }

    @Override
    public boolean complete(HubHostName hub, UUID lock) {
        return database.write(
                "feedback of " + hub, session -> rows.complete(session, hub, lock) > 0);
    }

    @Override
    public boolean abandon(HubHostName hub, UUID lock) {
        return database.write(
                "feedback of " + hub, session -> rows.abandon(session, hub, lock) > 0);
    }

    @Override
    public int forget(Duration age, int limit) {
        return database.write("forgetting feedback", session -> rows.forget(session, age, limit));
    }
}
