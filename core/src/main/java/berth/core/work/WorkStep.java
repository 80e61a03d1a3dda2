package berth.core.work;

import berth.core.audit.AuditEvent;

import java.time.Duration;
import java.util.List;

/// What one try of a work item came to; written in one transaction.
public sealed interface WorkStep {
    /// It is done; `next` is what must follow.
    record Done(String reason, List<WorkItem> next, AuditEvent audit) implements WorkStep {
        public Done {
            next = List.copyOf(next);
        }
    }

    /// It must be tried again, after `delay`.
    ///
    /// @param counts whether it uses up an attempt; throttling does not
    record Again(String reason, Duration delay, boolean counts) implements WorkStep {}

    /// It cannot be done: an operator has to look at it.
    record Dead(String reason, AuditEvent audit) implements WorkStep {}
}
