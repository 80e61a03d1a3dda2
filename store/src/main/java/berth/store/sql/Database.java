package berth.store.sql;

import java.sql.SQLException;
import java.util.Optional;

/// One engine. Calls block; any thread.
interface Database extends AutoCloseable {
    /// What is done in one transaction. May be called again when the transaction has to be retried,
    /// and must not call the database other than by its session.
    @FunctionalInterface
    interface Work<T> {
        T on(Session session) throws SQLException;
    }

    /// Runs `work` and makes what it wrote durable, or undoes it if it throws or asks for it.
    ///
    /// @param name for messages
    <T> T write(String name, Work<T> work);

    /// The same for work that locks one row until it commits, as others do too.
    ///
    /// @param lane names the row
    default <T> T writeInLane(String lane, String name, Work<T> work) {
        return write(name, work);
    }

    /// Runs `work` on what is committed. Each statement sees a state of its own.
    ///
    /// @param name for messages
    <T> T read(String name, Work<T> work);

    CommitCount commits();

    /// Why this database will never accept anything again, if it will not.
    Optional<Throwable> fault();

    @Override
    void close();
}
