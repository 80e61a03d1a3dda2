package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.registration.RegistrationStore;
import berth.core.usage.UsageStore;
import berth.core.work.WorkStore;

import java.time.Duration;

/// A registration store under test and what a test may do to it.
public interface RegistrationHost {
    RegistrationStore store();

    AuditLog auditLog();

    /// Lets time pass for the store.
    void pass(Duration time);

    /// The queue that the store's transactions put their follow-up work into.
    WorkStore work();

    UsageStore usage();

    /// Whether the store may give back all leases.
    boolean embedded();
}
