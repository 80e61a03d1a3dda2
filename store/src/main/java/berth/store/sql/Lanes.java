package berth.store.sql;

import berth.core.error.StoreUnavailable;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Lets few transactions at a time contend for one row that all of them must lock until they
/// commit. The others wait here, in their order and without a connection: else those of one busy
/// hub would hold all connections there are. Any thread.
final class Lanes {
    /// One commits while the other gets as far as the row.
    private static final int PERMITS = 2;

    private static final Duration WAIT_MAX = Duration.ofSeconds(2);

    /// Bounded by the number of hubs there have been since the start.
    private final ConcurrentMap<String, Semaphore> lanes = new ConcurrentHashMap<>();

    /// @throws StoreUnavailable when it takes too long; nothing has happened then
    Semaphore enter(String lane, String name) {
        var permits = lanes.computeIfAbsent(lane, _ -> new Semaphore(PERMITS, true));
        try {
            if (!permits.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailable(
                        name, true, new TimeoutException("too many wait for " + lane));
            }
            return permits;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(name, true, e);
        }
    }
}
