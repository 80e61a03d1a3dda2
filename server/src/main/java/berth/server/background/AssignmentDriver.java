package berth.server.background;

import berth.core.registration.AssignDevice;
import berth.core.registration.Lease;
import berth.core.registration.Operation;
import berth.core.registration.OperationQueue;
import berth.core.registration.RegistrationStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Runs registration operations: those just admitted here at once, those found in the store (after
/// a restart, after a wait, from a node that died) by polling.
///
/// One thread claims; each operation runs on a virtual thread, at most `runningMax` at once.
public final class AssignmentDriver implements OperationQueue, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentDriver.class);

    private static final Duration IDLE_PAUSE = Duration.ofMillis(250);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);
    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(20);
    private static final int CLAIM_MAX = 64;
    private static final int WAITING_MAX = 10_000;

    private final RegistrationStore registrations;
    private final AssignDevice assign;
    private final RandomGenerator random;
    private final String node;
    private final int runningMax;
    private final Semaphore places;
    private final ExecutorService workers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("assign-", 0).factory());
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock idle = new ReentrantLock();
    private final Condition wake = idle.newCondition();
    private final Thread claimer;
    private volatile boolean stopping;

    /// @param node the name under which leases are held
    /// @param runningMax how many operations run at once
    public AssignmentDriver(
            RegistrationStore registrations,
            AssignDevice assign,
            RandomGenerator random,
            String node,
            int runningMax) {
        this.registrations = registrations;
        this.assign = assign;
        this.random = random;
        this.node = node;
        this.runningMax = runningMax;
        this.places = new Semaphore(runningMax);
        this.claimer = Thread.ofPlatform().name("assignment-driver").unstarted(this::claimForEver);
    }

    public void start() {
        claimer.start();
    }

    /// Runs a freshly admitted operation as soon as there is a place. Where too many wait already
    /// it is left alone: its lease runs out and a claim finds it.
    @Override
    public void offer(Operation operation) {
        if (stopping || waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            return;
        }
        var held = new AssignDevice.Held(operation, operation.createdAt(), System.nanoTime());
        workers.execute(
                () -> {
                    places.acquireUninterruptibly();
                    waiting.decrementAndGet();
                    work(held);
                });
    }

    private void claimForEver() {
        while (!stopping) {
            try {
                if (claimOnce() == 0) {
                    pause(IDLE_PAUSE);
                }
            } catch (RuntimeException e) {
                // The store is away or a bug: either way the next round is the same as a restart.
                LOG.warn("claiming operations failed; trying again", e);
                pause(TROUBLE_PAUSE);
            }
        }
    }

    private int claimOnce() {
        int free = Math.min(CLAIM_MAX, places.availablePermits());
        if (free == 0) {
            return 0;
        }
        long before = System.nanoTime();
        var claimed = registrations.claim(node, Lease.DURATION, free);
        for (var operation : claimed.operations()) {
            places.acquireUninterruptibly();
            var held = new AssignDevice.Held(operation, claimed.now(), before);
            workers.execute(() -> work(held));
        }
        return claimed.operations().size();
    }

    private void work(AssignDevice.Held held) {
        try {
            var outcome = assign.run(held);
            if (outcome == AssignDevice.Outcome.ABANDONED) {
                LOG.debug("operation {} abandoned: its lease is lost", held.operation().id());
            }
        } catch (RuntimeException e) {
            // The lease runs out, the operation is claimed again and meets its deadline at last.
            LOG.error("operation {} stopped by an unexpected error", held.operation().id(), e);
        } finally {
            places.release();
        }
    }

    private void pause(Duration about) {
        long left = (long) (about.toNanos() * (0.75 + 0.5 * random.nextDouble()));
        idle.lock();
        try {
            while (!stopping && left > 0) {
                left = wake.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            stopping = true;
        } finally {
            idle.unlock();
        }
    }

    /// How many operations are being worked on.
    public int running() {
        return runningMax - places.availablePermits();
    }

    /// Takes no more, and lets what runs come to its next durable point.
    @Override
    public void close() {
        idle.lock();
        try {
            stopping = true;
            wake.signalAll();
        } finally {
            idle.unlock();
        }
        workers.shutdown();
        try {
            claimer.join(SHUTDOWN_PATIENCE);
            if (!workers.awaitTermination(SHUTDOWN_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("{} operations still at work; they go on after the next start", running());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
