package berth.testkit.fuzz;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/// What targets hold the code to.
public final class Oracle {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Set where Jazzer watches: its probes allocate as well.
    static final String INSTRUMENTED = "berth.fuzz.instrumented";

    private static final int PROBES = Boolean.getBoolean(INSTRUMENTED) ? 16 : 1;

    /// The first time classes are loaded and lambdas spun.
    private static final int ATTEMPTS = 3;

    private Oracle() {}

    public static void holds(boolean claim, String otherwise) {
        if (!claim) {
            throw new AssertionError(otherwise);
        }
    }

    /// Fails when `work`, which can be repeated, allocates more than `bytes`.
    public static void allocatesAtMost(long bytes, Runnable work) {
        long least = Long.MAX_VALUE;
        long bytesMax = bytes * PROBES;
        for (int i = 0; i < ATTEMPTS && least > bytesMax; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        holds(least <= bytesMax, "allocates %d bytes, more than %d".formatted(least, bytesMax));
    }
}
