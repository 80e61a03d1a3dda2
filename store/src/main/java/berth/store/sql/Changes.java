package berth.store.sql;

import berth.core.change.Change;

import java.sql.SQLException;
import java.util.Optional;

/// Carries out what a decision wants, row and audit entry in one transaction.
final class Changes {
    /// The statements of one kind of record.
    interface Table<R> {
        void insert(Session session, R row) throws SQLException;

        /// @param before the row that the decision was shown
        void update(Session session, R before, R row) throws SQLException;

        void remove(Session session, R before) throws SQLException;
    }

    private Changes() {}

    /// Inserts only where the decision saw nothing: of two that saw nothing at once, one fails on
    /// the key and is asked again.
    static <R, A> A carryOut(
            Session session,
            Optional<R> before,
            Change<R, A> change,
            Table<R> table,
            AuditRows audit)
            throws SQLException {
        switch (change) {
            case Change.Put<R, A>(var row, _, var event) -> {
                if (before.isPresent()) {
                    table.update(session, before.get(), row);
                } else {
                    table.insert(session, row);
                }
                audit.append(session, event);
            }
            case Change.Update<R, A>(var row, _) ->
                    table.update(
                            session,
                            before.orElseThrow(
                                    () -> new IllegalStateException("there is nothing to update")),
                            row);
            case Change.Remove<R, A>(_, var event) -> {
                table.remove(
                        session,
                        before.orElseThrow(
                                () -> new IllegalStateException("there is nothing to remove")));
                audit.append(session, event);
            }
            case Change.Leave<R, A> _ -> {}
        }
        return change.answer();
    }

    /// What is there when `change` has been carried out.
    static <R, A> Optional<R> after(Optional<R> before, Change<R, A> change) {
        return switch (change) {
            case Change.Put<R, A>(var row, _, _) -> Optional.of(row);
            case Change.Update<R, A>(var row, _) -> Optional.of(row);
            case Change.Remove<R, A> _ -> Optional.empty();
            case Change.Leave<R, A> _ -> before;
        };
    }
}
