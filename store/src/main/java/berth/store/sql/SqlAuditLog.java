package berth.store.sql;

import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;

import java.util.List;

/// The audit trail in the database.
public final class SqlAuditLog implements AuditLog {
    private final Database database;
    private final AuditRows rows;

    SqlAuditLog(Database database, AuditRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public void append(AuditEvent event) {
        database.write(
                "audit",
                session -> {
                    rows.append(session, event);
                    return true;
                });
    }

    @Override
    public List<AuditEvent> newest(String scope, String target, int limit) {
        return database.read("audit", session -> rows.newest(session, scope, target, limit));
    }
}
