package berth.store.sql;

import berth.core.error.StoreUnavailable;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// One caller's piece of work on its way through the writer: queued, then either withdrawn by the
/// caller or taken by the writer, then answered. The caller waits; the writer does the rest.
final class WriteUnit<T> {
    private enum State {
        QUEUED,
        WITHDRAWN,
        TAKEN
    }

    /// How long a unit may wait for its turn.
    private static final Duration QUEUE_WAIT_MAX = Duration.ofSeconds(2);

    /// How long a unit that has had its turn may wait for the disk.
    private static final Duration COMMIT_WAIT_MAX = Duration.ofSeconds(30);

    private final String name;
    private final Database.Work<T> work;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final CountDownLatch answered = new CountDownLatch(1);

    /// Written before the latch opens and read after.
    private @Nullable T result;

    private @Nullable Throwable failure;

    WriteUnit(String name, Database.Work<T> work) {
        this.name = name;
        this.work = work;
    }

    String name() {
        return name;
    }

    /// The writer's claim.
    ///
    /// @return false if the caller has gone
    boolean take() {
        return state.compareAndSet(State.QUEUED, State.TAKEN);
    }

    /// Does the work and keeps its result until the commit.
    void run(Session session) throws SQLException {
        result = work.on(session);
    }

    void failed(Throwable why) {
        failure = why;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /// Lets the caller go with what there is.
    void answer() {
        answered.countDown();
    }

    T await() {
        try {
            if (!answered.await(QUEUE_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                if (state.compareAndSet(State.QUEUED, State.WITHDRAWN)) {
                    throw new StoreUnavailable(
                            name, true, new TimeoutException("the store is behind"));
                }
                if (!answered.await(COMMIT_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new StoreUnavailable(
                            name, false, new TimeoutException("the commit does not return"));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            boolean outcomeKnown = state.compareAndSet(State.QUEUED, State.WITHDRAWN);
            throw new StoreUnavailable(name, outcomeKnown, e);
        }
        return switch (failure) {
            case null -> Objects.requireNonNull(result, "a unit of work returns something");
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(name, e);
        };
    }
}
