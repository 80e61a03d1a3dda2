package berth.hub.telemetry;

import berth.core.hub.message.TelemetryLog;
import berth.core.hub.message.TelemetrySink;
import berth.core.id.HubHostName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Forwards a hub's telemetry from its log to a sink, in the background, in order, at least once.
///
/// How far it has come is a cursor in the log's store, moved after the sink's acknowledgement: a
/// crash repeats the latest batch and loses nothing. While the sink is away, telemetry waits in the
/// log, which keeps what no cursor has passed.
///
/// One thread of its own; [#wake] and [#status] are for any thread.
public final class TelemetryForwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryForwarder.class);

    private final Forwarding forwarding;
    private final ForwardingPace pace;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /// @param consumer whose cursor to move; one forwarder for each at a time, or all is sent twice
    /// @param sink stays open; whoever made it closes it after this
    public TelemetryForwarder(
            HubHostName hub,
            String consumer,
            TelemetryLog log,
            TelemetrySink sink,
            ForwardingPace pace,
            RandomGenerator random) {
        this.forwarding = new Forwarding(hub, consumer, log, sink, pace, random);
        this.pace = pace;
        this.thread =
                Thread.ofPlatform().daemon().name("telemetry-" + hub.value()).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /// There is new telemetry in the log. Cheap; blocks nobody.
    public void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    public ForwardingStatus status() {
        return forwarding.status();
    }

    private void run() {
        try {
            boolean going = true;
            while (going) {
                going =
                        switch (forwarding.step()) {
                            case Forwarding.Step.Moved(var full) -> goOn(full);
                            case Forwarding.Step.Sorted() -> pause(Duration.ZERO);
                            case Forwarding.Step.Idle() -> awaitNews();
                            case Forwarding.Step.Stalled(var patience) -> pause(patience);
                        };
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private boolean goOn(boolean full) throws InterruptedException {
        return pause(full ? Duration.ZERO : pace.gather());
    }

    private boolean awaitNews() throws InterruptedException {
        // Many who tell of news are served by one look.
        if (news.tryAcquire(pace.look().toNanos(), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
        return closing.getCount() > 0;
    }

    /// @return false if it is to end
    private boolean pause(Duration patience) throws InterruptedException {
        return !closing.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Asks it to end after the batch under way, without waiting: for several that are to be
    /// closed.
    public void stop() {
        closing.countDown();
        news.release();
    }

    /// Ends it after the batch under way, or without its end if that takes too long.
    @Override
    public void close() {
        stop();
        try {
            thread.join(Math.max(1, pace.lastBatch().toMillis()));
            if (thread.isAlive()) {
                LOG.warn("the last batch of {} is given up, it is sent again", thread.getName());
                thread.interrupt();
                thread.join(Math.max(1, pace.lastBatch().toMillis()));
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
