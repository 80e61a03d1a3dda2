package berth.store.sql;

import berth.core.error.StoreUnavailable;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// SQLite with group commit: one writer thread runs what has queued up while the last commit was on
/// its way to the disk, each unit in a savepoint of its own, commits once, and answers all of them.
///
/// An I/O error of the writer is final, because after a failed sync nobody knows what the disk
/// holds: this store then refuses everything until the process starts anew and recovers.
final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private static final int QUEUE_MAX = 4_096;
    private static final int GROUP_MAX = 512;
    private static final Duration QUEUE_ENTRY_WAIT_MAX = Duration.ofSeconds(2);
    private static final Duration IDLE_LOOK = Duration.ofMillis(100);
    private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final String BEGIN = "BEGIN IMMEDIATE";
    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";
    private static final String SAVEPOINT = "SAVEPOINT unit";
    private static final String RELEASE = "RELEASE unit";
    private static final String ROLLBACK_UNIT = "ROLLBACK TO unit";

    private final DataFolder folder;
    private final Connection connection;

    /// The writer thread's own.
    private final Session session;

    private final SqliteReaders readers;
    private final BlockingQueue<WriteUnit<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    private final Thread writer;
    private volatile boolean closing;
    private volatile CommitCount commits = new CommitCount(0, 0);

    private SqliteDatabase(
            DataFolder folder, Connection connection, Session session, SqliteReaders readers) {
        this.folder = folder;
        this.connection = connection;
        this.session = session;
        this.readers = readers;
        this.writer = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::serve);
    }

    /// Opens the database in `path`, makes it if need be, and brings its schema up to date.
    ///
    /// @throws StoreLocked when another process works on it
    /// @throws SchemaRefused when this version cannot work on it
    static SqliteDatabase open(Path path, InstantSource clock) {
        var folder = DataFolder.open(path);
        @Nullable Connection connection = null;
        try {
            var source = new SqliteConnections(folder.database());
            var dialect = new SqliteDialect();
            connection = source.writer();
            var session = Session.lasting(connection, dialect, clock);
            new Migrator(connection, session, Migration.known()).migrate();
            var readers = new SqliteReaders(source, READERS, dialect, clock);
            var database = new SqliteDatabase(folder, connection, session, readers);
            database.writer.start();
            return database;
        } catch (SQLException e) {
            release(folder, connection);
            throw new StoreUnavailable("open " + path, true, e);
        } catch (RuntimeException e) {
            release(folder, connection);
            throw e;
        }
    }

    @Override
    public <T> T write(String name, Work<T> work) {
        if (writer.equals(Thread.currentThread())) {
            throw new IllegalStateException(name + " inside a unit of work");
        }
        refuseIfDown(name);
        var unit = new WriteUnit<>(name, work);
        try {
            if (!queue.offer(unit, QUEUE_ENTRY_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailable(
                        name, true, new TimeoutException("the store's queue is full"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(name, true, e);
        }
        return unit.await();
    }

    @Override
    public <T> T read(String name, Work<T> work) {
        refuseIfDown(name);
        return readers.read(name, work);
    }

    @Override
    public CommitCount commits() {
        return commits;
    }

    /// How many units wait for their turn.
    int backlog() {
        return queue.size();
    }

    @Override
    public Optional<Throwable> fault() {
        return Optional.ofNullable(fault.get());
    }

    private void refuseIfDown(String name) {
        var broken = fault.get();
        if (broken != null) {
            throw new StoreUnavailable(name, true, broken);
        }
        if (closing) {
            throw new StoreUnavailable(name, true, new IllegalStateException("closed"));
        }
    }

    /// The writer thread.
    private void serve() {
        var group = new ArrayList<WriteUnit<?>>(GROUP_MAX);
        while (awaitGroup(group)) {
            commit(group);
            group.forEach(WriteUnit::answer);
            group.clear();
        }
    }

    /// Fills `group` with what has queued up.
    ///
    /// @return false when the store is closing and nothing is left
    private boolean awaitGroup(List<WriteUnit<?>> group) {
        while (group.isEmpty()) {
            try {
                var first = queue.poll(IDLE_LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closing) {
                        return false;
                    }
                    continue;
                }
                group.add(first);
                queue.drainTo(group, GROUP_MAX - 1);
                group.removeIf(unit -> !unit.take());
            } catch (InterruptedException _) {
                // Nobody has a reason to interrupt this thread; it ends by closing.
                LOG.warn("the store's writer was interrupted and goes on");
            }
        }
        return true;
    }

    private void commit(List<WriteUnit<?>> group) {
        var broken = fault.get();
        if (broken != null) {
            group.forEach(unit -> unit.failed(new StoreUnavailable(unit.name(), true, broken)));
            return;
        }
        boolean committing = false;
        try {
            session.query(BEGIN).run();
            for (var unit : group) {
                run(unit);
            }
            committing = true;
            session.query(COMMIT).run();
            commits = new CommitCount(commits.units() + group.size(), commits.transactions() + 1);
        } catch (SQLException e) {
            undo(group, e, SqliteFailure.of(e) == SqliteFailure.FINAL, committing);
        } catch (RuntimeException | Error e) {
            // A fault of this class or of the machine: nobody may go on from here.
            undo(group, e, true, committing);
        }
    }

    /// Runs one unit so that its failure harms no other.
    ///
    /// @throws SQLException when the whole group is lost
    private void run(WriteUnit<?> unit) throws SQLException {
        session.query(SAVEPOINT).run();
        try {
            unit.run(session);
        } catch (SQLException e) {
            if (SqliteFailure.of(e) == SqliteFailure.FINAL) {
                throw e;
            }
            unit.failed(SqliteFailure.of(e).exception(unit.name(), e));
        } catch (RuntimeException | Error e) {
            unit.failed(e);
        }
        if (session.takeUndone() || unit.hasFailed()) {
            session.query(ROLLBACK_UNIT).run();
        }
        session.query(RELEASE).run();
    }

    /// Nothing of the group happened, or, if its commit broke, nobody knows.
    private void undo(List<WriteUnit<?>> group, Throwable e, boolean isFinal, boolean committing) {
        if (isFinal) {
            LOG.error("the store stops: the database file cannot be trusted any more", e);
            fault.set(e);
        }
        boolean outcomeKnown = !(isFinal && committing);
        for (var unit : group) {
            if (!unit.hasFailed()) {
                unit.failed(new StoreUnavailable(unit.name(), outcomeKnown, e));
            }
        }
        try {
            session.query(ROLLBACK).run();
        } catch (SQLException rollback) {
            // SQLite has often rolled back by itself already, and says so with an error.
            LOG.debug("nothing to roll back: {}", rollback.getMessage());
        }
    }

    /// Finishes what is queued, then lets go of the file.
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        try {
            writer.join();
            readers.close();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("close", false, e);
        } catch (SQLException e) {
            throw new StoreUnavailable("close", true, e);
        } finally {
            folder.close();
        }
    }

    private static void release(DataFolder folder, @Nullable Connection connection) {
        try (folder) {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.warn("cannot close the database: {}", e.getMessage());
        }
    }
}
