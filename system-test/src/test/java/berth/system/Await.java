package berth.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Waits for the world to be as wanted, and not for ever.
final class Await {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private Await() {}

    /// Looks until what it sees is good, and returns that.
    ///
    /// @param what completes "not within 30 s: …"
    static <T> T until(String what, Duration patience, Callable<T> look, Predicate<T> good)
            throws Exception {
        long start = System.nanoTime();
        for (var seen = look.call(); ; seen = look.call()) {
            if (good.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new AssertionError(
                        "not within %d s: %s".formatted(patience.toSeconds(), what));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
