package berth.store.sql;

import berth.core.change.Page;
import berth.core.error.CorruptRow;
import berth.core.id.IdScope;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;
import berth.store.document.StoredJson;
import berth.wire.json.BadDocument;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;

/// Rows of work that outlives an operation. An item is OPEN until it is done, or dead.
final class WorkItemRows {
    /// The same need again is the same item: it is open once more, with what is known last, and
    /// whoever works on it has lost it.
    private static final String PUT =
            """
            INSERT INTO work_item (
                scope, kind, item_key, state, detail, attempt, not_before, lease_until,
                lease_epoch, created_at)
            VALUES (?, ?, ?, 'OPEN', ?, 0, ?, 0, 0, {now})
            ON CONFLICT (scope, kind, item_key) DO UPDATE
            SET state = 'OPEN', detail = excluded.detail, attempt = 0,
                not_before = excluded.not_before, lease_until = 0,
                lease_epoch = work_item.lease_epoch + 1, created_at = excluded.created_at,
                finished_at = NULL, reason = NULL
            """;

    void put(Session session, WorkItem item) throws SQLException {
        session.query(PUT)
                .bind(item.scope().value())
                .bind(item.kind())
                .bind(item.key())
                .bind(StoredJson.text(item.detail()))
                .bind(item.notBefore())
                .now()
                .run();
    }

    private static final String COLUMNS =
            """
            scope, kind, item_key, state, detail, attempt, not_before, lease_epoch, reason,
            created_at, finished_at
            """;

    private static final String CLAIM =
            """
            WITH due AS MATERIALIZED (
                SELECT scope, kind, item_key FROM work_item
                WHERE state = 'OPEN' AND not_before <= ? AND lease_until <= ? AND kind IN (%s)
                ORDER BY not_before
                LIMIT ?
                {skipLocked})
            UPDATE work_item
            SET lease_owner = ?, lease_until = ?, lease_epoch = lease_epoch + 1
            WHERE (scope, kind, item_key) IN (SELECT scope, kind, item_key FROM due)
            RETURNING %s
            """
                    .formatted(QuotedNames.of(WorkItem.Kind.worked()), COLUMNS);

    WorkStore.Claimed claim(Session session, String owner, Duration lease, int limit)
            throws SQLException {
        var now = session.now();
        var claimed =
                session.query(CLAIM)
                        .bind(now)
                        .bind(now)
                        .bind(limit)
                        .bind(owner)
                        .bind(now.plus(lease))
                        .sound(WorkItemRows::read);
        return new WorkStore.Claimed(
                claimed.stream()
                        .sorted(Comparator.comparing(entry -> entry.item().notBefore()))
                        .toList(),
                now);
    }

    private static final String FINISH =
            """
            UPDATE work_item
            SET state = ?, attempt = attempt + ?, reason = ?,
                not_before = CASE WHEN ? = 1 THEN {now} + ? ELSE not_before END,
                lease_until = 0, finished_at = CASE WHEN ? = 1 THEN NULL ELSE {now} END
            WHERE scope = ? AND kind = ? AND item_key = ? AND state = 'OPEN' AND lease_epoch = ?
            """;

    /// @return whether the item was still the caller's
    boolean finish(Session session, WorkEntry entry, WorkStep step) throws SQLException {
        return switch (step) {
            case WorkStep.Done(var reason, _, _) ->
                    finish(session, entry, "DONE", 1, reason, Duration.ZERO);
            case WorkStep.Again(var reason, var delay, var counts) ->
                    finish(session, entry, "OPEN", counts ? 1 : 0, reason, delay);
            case WorkStep.Dead(var reason, _) ->
                    finish(session, entry, "DEAD", 1, reason, Duration.ZERO);
        };
    }

    private static boolean finish(
            Session session,
            WorkEntry entry,
            String state,
            int attempts,
            String reason,
            Duration delay)
            throws SQLException {
        boolean open = state.equals("OPEN");
        var item = entry.item();
        return session.query(FINISH)
                        .bind(state)
                        .bind(attempts)
                        .bind(reason)
                        .bind(open)
                        .now()
                        .bind(Micros.of(delay))
                        .bind(open)
                        .now()
                        .bind(item.scope().value())
                        .bind(item.kind())
                        .bind(item.key())
                        .bind(entry.epoch())
                        .run()
                == 1;
    }

    private static final String SETTLE =
            """
            UPDATE work_item
            SET state = 'DONE', reason = ?, lease_until = 0, lease_epoch = lease_epoch + 1,
                finished_at = {now}
            WHERE scope = ? AND kind = ? AND item_key = ? AND state <> 'DONE'
            """;

    /// Closes an item that is open or dead.
    boolean settle(Session session, WorkItem.Name item, String reason) throws SQLException {
        return session.query(SETTLE)
                        .bind(reason)
                        .now()
                        .bind(item.scope().value())
                        .bind(item.kind())
                        .bind(item.key())
                        .run()
                == 1;
    }

    private static final String REPLAY =
            """
            UPDATE work_item
            SET state = 'OPEN', attempt = 0, not_before = {now}, created_at = {now},
                lease_until = 0, lease_epoch = lease_epoch + 1, finished_at = NULL
            WHERE scope = ? AND kind = ? AND item_key = ? AND state = 'DEAD'
            """;

    boolean replay(Session session, WorkItem.Name item) throws SQLException {
        return session.query(REPLAY)
                        .now()
                        .now()
                        .bind(item.scope().value())
                        .bind(item.kind())
                        .bind(item.key())
                        .run()
                == 1;
    }

    /// Kinds of a newer release are left to that release.
    private static final String PAGE =
            "SELECT "
                    + COLUMNS
                    + """
                    , kind || '/' || item_key AS place
                    FROM work_item
                    WHERE scope = ? AND state = ? AND kind || '/' || item_key > ?
                        AND kind IN (%s)
                    ORDER BY place
                    LIMIT ?
                    """
                            .formatted(QuotedNames.of(EnumSet.allOf(WorkItem.Kind.class)));

    Page<WorkEntry> page(Session session, IdScope scope, WorkEntry.State state, Page.Request page)
            throws SQLException {
        var query = session.query(PAGE).bind(scope.value()).bind(state).bind(page.after());
        return Pages.read(query, page, "place", WorkItemRows::read);
    }

    private static final String FORGET =
            """
            DELETE FROM work_item
            WHERE (scope, kind, item_key) IN (
                SELECT scope, kind, item_key FROM work_item
                WHERE state = 'DONE' AND finished_at <= ?
                ORDER BY finished_at
                LIMIT ?)
            """;

    int forget(Session session, Duration olderThan, int limit) throws SQLException {
        return session.query(FORGET).bind(session.now().minus(olderThan)).bind(limit).run();
    }

    private static final String RELEASE =
            "UPDATE work_item SET lease_until = 0 WHERE state = 'OPEN' AND lease_until > 0";

    int releaseLeases(Session session) throws SQLException {
        return session.query(RELEASE).run();
    }

    private static final String RELEASE_OF_OWNER =
            """
            UPDATE work_item SET lease_until = 0
            WHERE state = 'OPEN' AND lease_until > 0 AND lease_owner = ?
            """;

    int releaseLeases(Session session, String owner) throws SQLException {
        return session.query(RELEASE_OF_OWNER).bind(owner).run();
    }

    private static WorkEntry read(Row row) throws SQLException {
        try {
            var reason = row.textOrNull("reason");
            var finishedAt = row.numberOrNull("finished_at");
            return new WorkEntry(
                    new WorkItem(
                            new IdScope(row.text("scope")),
                            WorkItem.Kind.valueOf(row.text("kind")),
                            row.text("item_key"),
                            StoredJson.object(row.text("detail")),
                            row.instant("not_before")),
                    WorkEntry.State.valueOf(row.text("state")),
                    Math.toIntExact(row.number("attempt")),
                    row.number("lease_epoch"),
                    reason == null ? "" : reason,
                    row.instant("created_at"),
                    finishedAt == null ? null : Micros.instant(finishedAt));
        } catch (BadDocument | IllegalArgumentException e) {
            throw new CorruptRow("work_item", row.text("item_key"), String.valueOf(e.getMessage()));
        }
    }
}
