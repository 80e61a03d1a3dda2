package berth.net.link;

import java.time.Duration;
import java.util.function.LongSupplier;

/// One deadline that keeps moving. A timer that rings too early sets itself again, so moving the
/// deadline on costs nothing. On the session's thread only.
public final class Alarm {
    private final ByteLink link;
    private final LongSupplier nanos;
    private final Runnable late;

    private boolean wanted;
    private long deadline;
    private boolean armed;
    private long rings;

    /// @param nanos a clock that never goes back, as [System#nanoTime]
    /// @param late what to do when the deadline has passed
    public Alarm(ByteLink link, LongSupplier nanos, Runnable late) {
        this.link = link;
        this.nanos = nanos;
        this.late = late;
    }

    /// The time of the clock, in nanoseconds.
    public long now() {
        return nanos.getAsLong();
    }

    /// The deadline is this long from now, whatever it was.
    public void in(Duration time) {
        at(nanos.getAsLong() + time.toNanos());
    }

    /// The deadline is at this time of the clock.
    public void at(long time) {
        deadline = time;
        wanted = true;
        if (!armed || rings - deadline > 0) {
            arm();
        }
    }

    /// There is no deadline.
    public void off() {
        wanted = false;
    }

    private void arm() {
        armed = true;
        rings = deadline;
        long mine = rings;
        Duration rest = Duration.ofNanos(Math.max(1, deadline - nanos.getAsLong()));
        link.later(rest, () -> ring(mine));
    }

    private void ring(long set) {
        if (!armed || rings != set) {
            // An earlier one was set since, and looks after the deadline.
            return;
        }
        armed = false;
        if (!wanted) {
            return;
        }
        if (deadline - nanos.getAsLong() > 0) {
            arm();
        } else {
            wanted = false;
            late.run();
        }
    }
}
