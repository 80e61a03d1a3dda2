package berth.net.amqp;

import berth.net.link.ByteLink;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The times of one connection, in nanoseconds of a clock that never goes back, and one alarm that
/// rings when the nearest may have come. An alarm that rings early because a deadline has moved on
/// sets itself anew, so bytes that come cost none. Owned by the session's thread.
final class Deadlines {
    private static final long NEVER = Long.MAX_VALUE;

    private final ByteLink link;
    private final LongSupplier nanos;
    private final Runnable look;
    private long alarm = NEVER;

    /// @param look called when the alarm rings; is to call [#ringAt] again
    Deadlines(ByteLink link, LongSupplier nanos, Runnable look) {
        this.link = link;
        this.nanos = nanos;
        this.look = look;
    }

    long now() {
        return nanos.getAsLong();
    }

    /// Rings at `deadline` at the latest, where an earlier alarm is not set already.
    void ringAt(long deadline) {
        if (alarm != NEVER && alarm - deadline <= 0) {
            return;
        }
        alarm = deadline;
        Duration rest = Duration.ofNanos(Math.max(1_000_000, deadline - now()));
        link.later(rest, () -> rings(deadline));
    }

    private void rings(long set) {
        if (alarm == set) {
            alarm = NEVER;
            look.run();
        }
    }
}
