package berth.server.background;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Keeps the house in order between requests: forgets operations nobody polls any more, and ends
/// the process when the store can no longer be trusted.
///
/// A failed sync is final: what it was to write may be lost though later ones succeed. Only a new
/// start, which recovers from the log, knows what is on disk. Source: reliability, section 5.
public final class Housekeeping implements AutoCloseable {
    /// After sysexits.h, EX_IOERR.
    static final int EXIT_STORE_FAULT = 74;

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKS_BETWEEN_CLEANING = 60;

    private final Supplier<Optional<Throwable>> fault;
    private final IntSupplier forget;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("housekeeping").unstarted(this::run);

    /// @param fault what is wrong with the store for good, if anything
    /// @param forget removes finished operations, a bounded number, and tells how many
    public Housekeeping(Supplier<Optional<Throwable>> fault, IntSupplier forget) {
        this.fault = fault;
        this.forget = forget;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            for (int look = 1; !stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS); look++) {
                fault.get().ifPresent(Housekeeping::giveUp);
                if (look % LOOKS_BETWEEN_CLEANING == 0) {
                    clean();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void clean() {
        try {
            int forgotten = forget.getAsInt();
            LOG.debug("{} finished operations forgotten", forgotten);
        } catch (RuntimeException e) {
            LOG.warn("cleaning up failed; trying again in a minute", e);
        }
    }

    private static void giveUp(Throwable fault) {
        LOG.error("the store cannot be trusted any more: ending, a new start recovers", fault);
        // Not exit: shutdown hooks would try to close what is broken.
        Runtime.getRuntime().halt(EXIT_STORE_FAULT);
    }

    @Override
    public void close() {
        stop.countDown();
    }
}
