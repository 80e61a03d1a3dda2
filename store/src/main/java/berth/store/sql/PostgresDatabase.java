package berth.store.sql;

import berth.core.error.StoreUnavailable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// PostgreSQL: each write a transaction of its own, done again as a whole when another node was
/// faster.
final class PostgresDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

    private static final Duration TRANSACTION_MAX = Duration.ofSeconds(5);
    private static final int ATTEMPTS_MAX = 10;
    private static final Duration PAUSE_MAX = Duration.ofMillis(20);

    private final PostgresDialect dialect = new PostgresDialect();
    private final PostgresPool pool;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final LongAdder commits = new LongAdder();
    private final Lanes lanes = new Lanes();

    private PostgresDatabase(PostgresPool pool, InstantSource clock, RandomGenerator random) {
        this.pool = pool;
        this.clock = clock;
        this.random = random;
    }

    /// Connects and brings the schema up to date.
    ///
    /// @throws SchemaRefused when this version cannot work on it
    static PostgresDatabase open(
            PostgresSettings settings, InstantSource clock, RandomGenerator random) {
        try (var connection = PostgresPool.migration(settings)) {
            var session = Session.borrowing(connection, new PostgresDialect(), clock);
            new Migrator(connection, session, Migration.known()).migrate();
        } catch (SQLException e) {
            throw new StoreUnavailable("open", true, e);
        }
        return new PostgresDatabase(new PostgresPool(settings), clock, random);
    }

    @Override
    public <T> T write(String name, Work<T> work) {
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try (var connection = connection(name)) {
                return transaction(name, connection, work);
            } catch (Race race) {
                boolean late = System.nanoTime() - start > TRANSACTION_MAX.toNanos();
                if (late || attempt == ATTEMPTS_MAX) {
                    throw new StoreUnavailable(name, true, race);
                }
                LOG.debug("{} again: {}", name, race.getMessage());
                LockSupport.parkNanos(random.nextLong(PAUSE_MAX.toNanos()));
            } catch (SQLException e) {
                // Giving the connection back failed; the transaction itself had ended before.
                throw new StoreUnavailable(name, false, e);
            }
        }
    }

    @Override
    public <T> T writeInLane(String lane, String name, Work<T> work) {
        var permits = lanes.enter(lane, name);
        try {
            return write(name, work);
        } finally {
            permits.release();
        }
    }

    @Override
    public <T> T read(String name, Work<T> work) {
        try (var connection = connection(name)) {
            return work.on(Session.borrowing(connection, dialect, clock));
        } catch (SQLException e) {
            throw PostgresFailure.of(e, false).exception(name, e);
        }
    }

    private <T> T transaction(String name, Connection connection, Work<T> work) throws Race {
        boolean committing = false;
        try {
            connection.setAutoCommit(false);
            var session = Session.borrowing(connection, dialect, clock);
            var result = work.on(session);
            if (session.takeUndone()) {
                connection.rollback();
            } else {
                committing = true;
                connection.commit();
                commits.increment();
            }
            return result;
        } catch (SQLException e) {
            rollback(connection);
            var failure = PostgresFailure.of(e, committing);
            if (failure == PostgresFailure.RACE) {
                throw new Race(e);
            }
            throw failure.exception(name, e);
        } catch (RuntimeException | Error e) {
            rollback(connection);
            throw e;
        }
    }

    private Connection connection(String name) {
        try {
            return pool.connection();
        } catch (SQLException e) {
            throw new StoreUnavailable(name, true, e);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The pool throws a broken connection away, and the server rolls back what it held.
            LOG.debug("rollback: {}", e.getMessage());
        }
    }

    @Override
    public CommitCount commits() {
        return new CommitCount(commits.sum(), commits.sum());
    }

    /// Another server, or the same one later, may do: nothing is final here.
    @Override
    public Optional<Throwable> fault() {
        return Optional.empty();
    }

    @Override
    public void close() {
        pool.close();
    }

    /// The transaction is to be done again.
    private static final class Race extends Exception {
        private static final long serialVersionUID = 1L;

        Race(SQLException cause) {
            super(cause);
        }
    }
}
