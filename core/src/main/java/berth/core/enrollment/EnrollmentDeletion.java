package berth.core.enrollment;

import berth.core.audit.Caller;
import berth.core.change.Change;

import java.time.Instant;
import java.util.Optional;

/// One operator's wish to delete an enrollment. Registrations and hub identities made by it stay.
/// Pure: the store calls [#decide] inside its transaction.
///
/// Source: dps-service-api, section 2.5.
public record EnrollmentDeletion(Precondition precondition, Caller caller, Instant now) {

    /// Decides about a record of either kind.
    public <R extends Enrollment> Change<R, WriteOutcome<R>> decide(Optional<R> stored) {
        if (stored.isEmpty()) {
            return new Change.Leave<>(new WriteOutcome.Missing<>());
        }
        var record = stored.get();
        if (!precondition.holds(Optional.of(record.etag()))) {
            return new Change.Leave<>(new WriteOutcome.Stale<>());
        }
        var action =
                switch (record.key()) {
                    case EnrollmentKey.Individual _ -> "enrollment.deleted";
                    case EnrollmentKey.Group _ -> "enrollmentGroup.deleted";
                };
        return new Change.Remove<>(
                new WriteOutcome.Deleted<>(),
                caller.event(
                        now,
                        record.scope().value(),
                        action,
                        EnrollmentWrite.target(record.key()),
                        "ok"));
    }
}
