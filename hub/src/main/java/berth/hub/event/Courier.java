package berth.hub.event;

import berth.core.hub.event.EventSubscription;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// The thread of one subscription: step after step until it is stopped.
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final SubscriptionRun run;
    private final Duration idle;
    private final Pacer pacer = new Pacer();
    private final Thread thread;
    private volatile String trouble = "";

    private Courier(SubscriptionRun run, Duration idle) {
        this.run = run;
        this.idle = idle;
        this.thread =
                Thread.ofVirtual().name("events-" + run.subscription().name()).unstarted(this::go);
    }

    static Courier start(SubscriptionRun run, Duration idle) {
        var courier = new Courier(run, idle);
        courier.thread.start();
        return courier;
    }

    private void go() {
        while (!pacer.isStopped()) {
            pacer.pause(step());
        }
    }

    private Duration step() {
        try {
            var pause = run.step();
            trouble = "";
            return pause.compareTo(idle) > 0 ? idle : pause;
        } catch (RuntimeException e) {
            // The store is away or a bug. The run knows where it was.
            LOG.warn("subscription {} is held up; trying again", run.subscription().name(), e);
            trouble = "held up: " + e.getClass().getSimpleName();
            return TROUBLE_PAUSE;
        }
    }

    DeliveryReport report() {
        var report = run.report();
        return trouble.isEmpty() ? report : report.with(trouble);
    }

    /// Whether this is still what is wanted.
    boolean serves(@Nullable EventSubscription wanted) {
        return run.subscription().equals(wanted);
    }

    void wake() {
        pacer.wake();
    }

    void stop() {
        pacer.stop();
    }

    /// Asks it to end.
    ///
    /// @return whether it has
    boolean ended() {
        stop();
        return !thread.isAlive();
    }

    void join(Duration patience) throws InterruptedException {
        if (!thread.join(patience)) {
            LOG.warn("subscription {} is still at work", run.subscription().name());
        }
    }
}
