package berth.net.mqtt;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Lets so many pieces of work be done at one time, and the others wait for a while. For any number
/// of virtual threads.
final class Admission {
    private final Semaphore permits;
    private final Duration timeMax;

    Admission(int workMax, Duration timeMax) {
        this.permits = new Semaphore(workMax, true);
        this.timeMax = timeMax;
    }

    /// Does `work`, or `busy` if its turn does not come in time. Blocks.
    <T> T admitted(Supplier<T> work, Supplier<T> busy) {
        if (!admit()) {
            return busy.get();
        }
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }

    private boolean admit() {
        try {
            return permits.tryAcquire(timeMax.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
