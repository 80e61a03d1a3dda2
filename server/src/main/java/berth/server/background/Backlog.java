package berth.server.background;

import berth.core.id.IdScope;
import berth.endpoint.device.DeviceLoad;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// How many registrations are under way, counted in the store once a second, so that nobody has to
/// ask it who is to be told to come later.
public final class Backlog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Supplier<Map<IdScope, Integer>> count;
    private final int runningMax;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("backlog").unstarted(this::lookForEver);
    private volatile Map<IdScope, Integer> running = Map.of();
    private volatile int busiest;

    /// @param count asks the store
    /// @param runningMax how many operations of one scope may run
    public Backlog(Supplier<Map<IdScope, Integer>> count, int runningMax) {
        this.count = count;
        this.runningMax = runningMax;
    }

    public void start() {
        thread.start();
    }

    /// Operations of `scope` that run, as of the last look.
    public int running(IdScope scope) {
        return running.getOrDefault(scope, 0);
    }

    /// The load as of the last look.
    ///
    /// @param waiting requests that wait just now
    /// @see DeviceLoad#of
    public int load(IntSupplier waiting) {
        return DeviceLoad.of(busiest, runningMax, waiting.getAsInt());
    }

    private void lookForEver() {
        try {
            do {
                look();
            } while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            var counted = count.get();
            busiest = counted.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            running = counted;
        } catch (RuntimeException e) {
            // The store is away: what was known last is the best there is.
            LOG.debug("operations could not be counted", e);
        }
    }

    @Override
    public void close() {
        stop.countDown();
    }
}
