package berth.server.background;

import berth.core.id.HubHostName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Looks after each hub's log of telemetry and its queues every few seconds.
public final class TelemetryKeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryKeeping.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Supplier<List<HubHostName>> hubs;
    private final Consumer<HubHostName> keep;
    private final Runnable expire;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("telemetry-keeping").unstarted(this::run);

    /// @param keep forgets what is too old or too much of a hub's telemetry
    /// @param expire forgets cloud-to-device messages that nobody needs any more
    public TelemetryKeeping(
            Supplier<List<HubHostName>> hubs, Consumer<HubHostName> keep, Runnable expire) {
        this.hubs = hubs;
        this.keep = keep;
        this.expire = expire;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            hubs.get().forEach(keep);
            expire.run();
        } catch (RuntimeException e) {
            LOG.warn("telemetry could not be looked after; trying again soon", e);
        }
    }

    @Override
    public void close() {
        stop.countDown();
    }
}
