package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.registration.RegistrationStore;
import berth.core.registration.WorkItem;

import java.time.Duration;
import java.util.List;

/// A registration store under test and what a test may do to it.
public interface RegistrationHost {
    RegistrationStore store();

    AuditLog auditLog();

    /// Lets time pass for the store.
    void pass(Duration time);

    /// Follow-up work that was queued.
    List<WorkItem> openWork();

    /// Whether the store may give back all leases.
    boolean embedded();
}
