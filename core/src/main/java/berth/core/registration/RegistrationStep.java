package berth.core.registration;

import berth.core.audit.AuditEvent;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// What one transition wants written, all in one transaction.
///
/// @param operation the operation's next row
/// @param registration the registration's next row, or null if it does not change
/// @param delay how long until the operation may run again; zero keeps the lease
/// @param work follow-up work that must not be lost
/// @param settled open work items that this transition makes unnecessary
/// @param audit one entry per transition
public record RegistrationStep(
        Operation operation,
        @Nullable Registration registration,
        Duration delay,
        List<WorkItem> work,
        List<WorkItem.Name> settled,
        AuditEvent audit) {
    public RegistrationStep {
        work = List.copyOf(work);
        settled = List.copyOf(settled);
    }

    public RegistrationStep(
            Operation operation,
            @Nullable Registration registration,
            Duration delay,
            List<WorkItem> work,
            AuditEvent audit) {
        this(operation, registration, delay, work, List.of(), audit);
    }
}
