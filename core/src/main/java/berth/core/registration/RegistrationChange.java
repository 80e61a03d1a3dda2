package berth.core.registration;

import berth.core.audit.AuditEvent;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a decision about a registration, made inside the store's transaction, wants done: all of it
/// or nothing.
///
/// @param <A> what the caller is told
public sealed interface RegistrationChange<A> {
    A answer();

    /// Write nothing.
    record Leave<A>(A answer) implements RegistrationChange<A> {}

    /// Replace the row.
    ///
    /// @param ended the final row of the operation that runs, or null to leave it alone
    /// @param settled open work items that this makes unnecessary
    record Write<A>(
            A answer,
            Registration registration,
            @Nullable Operation ended,
            List<WorkItem> work,
            List<WorkItem.Name> settled,
            AuditEvent audit)
            implements RegistrationChange<A> {
        public Write {
            work = List.copyOf(work);
            settled = List.copyOf(settled);
        }

        public Write(
                A answer,
                Registration registration,
                @Nullable Operation ended,
                List<WorkItem> work,
                AuditEvent audit) {
            this(answer, registration, ended, work, List.of(), audit);
        }
    }

    /// Remove the row. An operation that runs becomes CANCELLED. The generation and the place of
    /// the identity stay known, so that a later registration of the device does not fall behind its
    /// own marker and does not leave a second identity.
    record Remove<A>(A answer, List<WorkItem> work, AuditEvent audit)
            implements RegistrationChange<A> {
        public Remove {
            work = List.copyOf(work);
        }
    }
}
