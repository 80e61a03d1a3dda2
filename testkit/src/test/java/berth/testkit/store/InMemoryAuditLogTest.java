package berth.testkit.store;

import berth.core.audit.AuditLog;

class InMemoryAuditLogTest extends AuditLogContract {
    private final InMemoryAuditLog auditLog = new InMemoryAuditLog();

    @Override
    protected AuditLog auditLog() {
        return auditLog;
    }
}
