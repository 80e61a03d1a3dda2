package berth.system.limits;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Waits for the world to be as wanted, and not for ever.
final class Await {
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private Await() {}

    /// Looks until what it sees is good, and returns that.
    static <T> T until(String what, Callable<T> look, Predicate<T> good) throws Exception {
        long start = System.nanoTime();
        for (var seen = look.call(); ; seen = look.call()) {
            if (good.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError(
                        "not within %d s: %s; last seen: %s"
                                .formatted(PATIENCE.toSeconds(), what, seen));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
