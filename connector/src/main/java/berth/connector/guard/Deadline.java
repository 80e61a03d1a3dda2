package berth.connector.guard;

import java.time.Duration;

/// When a call must be over, by the monotonic clock. The real one and no other: what it bounds are
/// waits for sockets, which no test can move.
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /// Zero when it has passed.
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    boolean hasPassed() {
        return left().isZero();
    }
}
