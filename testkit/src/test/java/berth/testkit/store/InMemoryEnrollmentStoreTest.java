package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.enrollment.EnrollmentStore;

class InMemoryEnrollmentStoreTest extends EnrollmentStoreContract {
    private final InMemoryAuditLog auditLog = new InMemoryAuditLog();
    private final InMemoryEnrollmentStore store = new InMemoryEnrollmentStore(auditLog);

    @Override
    protected EnrollmentStore store() {
        return store;
    }

    @Override
    protected AuditLog auditLog() {
        return auditLog;
    }
}
