package berth.store.sql;

import berth.core.error.CorruptRow;
import berth.core.id.IdScope;
import berth.core.registration.WorkItem;
import berth.store.document.StoredJson;
import berth.wire.json.BadDocument;

import java.sql.SQLException;
import java.util.List;

/// Rows of work that outlives an operation. An item is OPEN until it is done, or dead.
final class WorkItemRows {
    /// The same need again is the same item: it is open once more, with what is known last.
    private static final String PUT =
            """
            INSERT INTO work_item (
                scope, kind, item_key, state, detail, attempt, not_before, lease_until,
                lease_epoch, created_at)
            VALUES (?, ?, ?, 'OPEN', ?, 0, ?, 0, 0, {now})
            ON CONFLICT (scope, kind, item_key) DO UPDATE
            SET state = 'OPEN', detail = excluded.detail, attempt = 0,
                not_before = excluded.not_before, lease_until = 0,
                lease_epoch = work_item.lease_epoch + 1, finished_at = NULL
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

    private static final String OPEN =
            """
            SELECT scope, kind, item_key, detail, not_before
            FROM work_item
            WHERE state = 'OPEN'
            ORDER BY not_before
            LIMIT ?
            """;

    List<WorkItem> open(Session session, int limit) throws SQLException {
        return session.query(OPEN).bind(limit).sound(WorkItemRows::read);
    }

    private static WorkItem read(Row row) throws SQLException {
        try {
            return new WorkItem(
                    new IdScope(row.text("scope")),
                    WorkItem.Kind.valueOf(row.text("kind")),
                    row.text("item_key"),
                    StoredJson.object(row.text("detail")),
                    row.instant("not_before"));
        } catch (BadDocument | IllegalArgumentException e) {
            throw new CorruptRow("work_item", row.text("item_key"), String.valueOf(e.getMessage()));
        }
    }
}
