package berth.system.crash;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for the world to be as wanted, and not for ever.
final class Wait {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Wait() {}

    static void until(String what, Duration patience, Callable<Boolean> good) throws Exception {
        long start = System.nanoTime();
        while (!good.call()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new AssertionError(
                        "not within %d s: %s".formatted(patience.toSeconds(), what));
            }
            pause(LOOK_AGAIN);
        }
    }

    /// Lets some time pass, for want of anything to wait for.
    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
