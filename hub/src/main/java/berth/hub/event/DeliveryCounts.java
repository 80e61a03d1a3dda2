package berth.hub.event;

import java.util.concurrent.atomic.LongAdder;

/// What became of events since the start. Any thread.
public final class DeliveryCounts {
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dead = new LongAdder();

    void delivered(int events) {
        delivered.add(events);
    }

    void failed() {
        failed.increment();
    }

    void dead() {
        dead.increment();
    }

    /// Events that were taken, repetitions included.
    public long deliveredEvents() {
        return delivered.sum();
    }

    /// Calls that are to be repeated.
    public long failedTries() {
        return failed.sum();
    }

    /// Events given up.
    public long deadEvents() {
        return dead.sum();
    }
}
