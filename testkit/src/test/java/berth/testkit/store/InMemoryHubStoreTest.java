package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.hub.HubStore;

class InMemoryHubStoreTest extends HubStoreContract {
    private final InMemoryAuditLog auditLog = new InMemoryAuditLog();
    private final InMemoryHubStore store = new InMemoryHubStore(auditLog);

    @Override
    protected HubStore store() {
        return store;
    }

    @Override
    protected AuditLog auditLog() {
        return auditLog;
    }
}
