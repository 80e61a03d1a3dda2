package berth.testkit.store;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Failures that a test has ordered from a fake. Any thread.
final class Failures {
    private final Queue<RuntimeException> ordered = new ConcurrentLinkedQueue<>();

    void order(RuntimeException failure) {
        ordered.add(failure);
    }

    /// Every method of a fake begins with this.
    void happen() {
        var failure = ordered.poll();
        if (failure != null) {
            throw failure;
        }
    }
}
