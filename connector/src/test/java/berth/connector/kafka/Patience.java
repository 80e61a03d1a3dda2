package berth.connector.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what a broker or another process is to bring about; longer than for anything in our
/// own process.
final class Patience {
    private static final Duration MAX = Duration.ofMinutes(2);

    private Patience() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > MAX.toNanos()) {
                throw new AssertionError("%s did not come within %s".formatted(what, MAX));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
