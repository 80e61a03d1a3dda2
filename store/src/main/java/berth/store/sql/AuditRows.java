package berth.store.sql;

import berth.core.audit.AuditEvent;

import java.sql.SQLException;
import java.util.List;

/// Rows of the audit trail, written in the transaction of the change they tell of.
final class AuditRows {
    private static final String INSERT =
            """
            INSERT INTO audit_entry (
                scope, entry_id, at, actor, source, action, target, outcome, correlation_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final EntryIds ids;

    AuditRows(EntryIds ids) {
        this.ids = ids;
    }

    void append(Session session, AuditEvent event) throws SQLException {
        session.query(INSERT)
                .bind(event.scope())
                .bind(ids.next())
                .bind(event.at())
                .bind(printable(event.actor()))
                .bind(printable(event.source()))
                .bind(printable(event.action()))
                .bind(printable(event.target()))
                .bind(printable(event.outcome()))
                .bind(printable(event.correlationId()))
                .run();
    }

    private static final String NEWEST =
            """
            SELECT scope, at, actor, source, action, target, outcome, correlation_id
            FROM audit_entry
            WHERE scope = ?
            ORDER BY entry_id DESC
            LIMIT ?
            """;

    private static final String NEWEST_ABOUT =
            """
            SELECT scope, at, actor, source, action, target, outcome, correlation_id
            FROM audit_entry
            WHERE scope = ? AND target = ?
            ORDER BY entry_id DESC
            LIMIT ?
            """;

    List<AuditEvent> newest(Session session, String scope, String target, int limit)
            throws SQLException {
        var query =
                target.isEmpty()
                        ? session.query(NEWEST).bind(scope)
                        : session.query(NEWEST_ABOUT).bind(scope).bind(printable(target));
        return query.bind(limit).all(AuditRows::event);
    }

    private static AuditEvent event(Row row) throws SQLException {
        return new AuditEvent(
                row.instant("at"),
                row.text("scope"),
                row.text("actor"),
                row.text("source"),
                row.text("action"),
                row.text("target"),
                row.text("outcome"),
                row.text("correlation_id"));
    }

    /// Strangers' texts get here, and not every engine stores NUL: a refusal must not fail because
    /// of it.
    private static String printable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}
