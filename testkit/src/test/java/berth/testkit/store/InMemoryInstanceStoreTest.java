package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.instance.InstanceStore;

class InMemoryInstanceStoreTest extends InstanceStoreContract {
    private final InMemoryAuditLog auditLog = new InMemoryAuditLog();
    private final InMemoryInstanceStore store = new InMemoryInstanceStore(auditLog);

    @Override
    protected InstanceStore store() {
        return store;
    }

    @Override
    protected AuditLog auditLog() {
        return auditLog;
    }
}
