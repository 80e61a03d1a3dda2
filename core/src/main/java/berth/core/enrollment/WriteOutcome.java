package berth.core.enrollment;

import berth.core.error.Refusal;

/// What became of a wish to write or delete an enrollment.
///
/// @param <R> the kind of enrollment
public sealed interface WriteOutcome<R extends Enrollment> {
    /// Stored as `record`, with its keys.
    record Written<R extends Enrollment>(R record) implements WriteOutcome<R> {}

    record Deleted<R extends Enrollment>() implements WriteOutcome<R> {}

    /// A creation met a stored record of that ID.
    record Exists<R extends Enrollment>() implements WriteOutcome<R> {}

    /// The stored record, or its absence, does not match the tag the caller named.
    record Stale<R extends Enrollment>() implements WriteOutcome<R> {}

    /// There is nothing to delete.
    record Missing<R extends Enrollment>() implements WriteOutcome<R> {}

    /// The draft breaks a rule.
    record Invalid<R extends Enrollment>(Refusal refusal) implements WriteOutcome<R> {}
}
