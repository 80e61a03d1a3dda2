package berth.server.background;

import berth.core.work.WorkEntry;
import berth.core.work.WorkOff;
import berth.core.work.WorkStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Works off the queue of work items: one thread claims, each item runs on a virtual thread, few at
/// once, because registrations that run come first.
///
/// An item that is not finished, because the process died or the store was away, is claimed again
/// when its lease has run out.
public final class WorkDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkDriver.class);

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(15);
    private static final int AT_ONCE_MAX = 16;

    private final WorkStore work;
    private final WorkOff workOff;
    private final String node;
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final ExecutorService workers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("work-", 0).factory());
    private final Thread claimer = Thread.ofPlatform().name("work-driver").unstarted(this::run);

    /// @param node the name under which leases are held
    public WorkDriver(WorkStore work, WorkOff workOff, String node) {
        this.work = work;
        this.workOff = workOff;
        this.node = node;
    }

    public void start() {
        claimer.start();
    }

    private void run() {
        try {
            boolean more = false;
            while (!stop.await(more ? 0 : PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                more = claimed() > 0;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private int claimed() {
        int free = places.availablePermits();
        if (free == 0) {
            return 0;
        }
        try {
            var claimed = work.claim(node, LEASE, free);
            for (var entry : claimed.entries()) {
                places.acquireUninterruptibly();
                workers.execute(() -> work(entry, claimed.now()));
            }
            return claimed.entries().size();
        } catch (RuntimeException e) {
            // The store is away or a bug: either way the next round is the same as a restart.
            LOG.warn("claiming work failed; trying again", e);
            return 0;
        }
    }

    private void work(WorkEntry entry, Instant now) {
        try {
            if (!work.finish(entry, workOff.run(entry, now))) {
                LOG.debug("work {} is another one's by now", entry.item().key());
            }
        } catch (RuntimeException e) {
            LOG.error("work {} stopped by an unexpected error", entry.item().key(), e);
        } finally {
            places.release();
        }
    }

    /// Takes no more, and lets what runs come to its end.
    @Override
    public void close() {
        stop.countDown();
        workers.shutdown();
        try {
            claimer.join(SHUTDOWN_PATIENCE);
            if (!workers.awaitTermination(SHUTDOWN_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("work items are still at work; they go on after the next start");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
