package berth.core.change;

import berth.core.audit.AuditEvent;

/// What a decision, made inside a store's transaction on the row it was shown, wants done.
///
/// The store shows the current row to a pure function and carries out the answer, row and audit
/// entry together or not at all. The function may be called again when the transaction has to be
/// retried, so it must not touch anything.
///
/// @param <R> the row
/// @param <A> what the caller is told
public sealed interface Change<R, A> {
    A answer();

    /// Write `row` (insert or replace) and `audit` in the same transaction.
    record Put<R, A>(R row, A answer, AuditEvent audit) implements Change<R, A> {}

    /// Write `row` in place of the one that was shown. Of no interest to auditors: what devices say
    /// of themselves, as often as they like.
    record Update<R, A>(R row, A answer) implements Change<R, A> {}

    /// Remove the row that was shown and write `audit`.
    record Remove<R, A>(A answer, AuditEvent audit) implements Change<R, A> {}

    /// Write nothing.
    record Leave<R, A>(A answer) implements Change<R, A> {}
}
