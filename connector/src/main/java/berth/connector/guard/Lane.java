package berth.connector.guard;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// One host's share of our attention: so many calls at once, and repetitions for at most a tenth of
/// what succeeded, so that a host in trouble is not given twice the load.
///
/// Used by many threads. Source: reliability, sections 4.3 and 11 rule 9.
final class Lane {
    /// A new host, and one that was well for a while, may have this many repetitions in a row.
    static final double REPETITIONS_MAX = 10;

    private static final double EARNED_BY_SUCCESS = 0.1;

    private final String host;
    private final int callsMax;
    private final Semaphore places;
    private double repetitions = REPETITIONS_MAX;

    /// Guarded by the lock of [Lanes].
    int visitors;

    Lane(String host, int callsMax) {
        this.host = host;
        this.callsMax = callsMax;
        this.places = new Semaphore(callsMax);
    }

    String host() {
        return host;
    }

    int callsMax() {
        return callsMax;
    }

    boolean enter(Duration patience) throws InterruptedException {
        return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    void leave() {
        places.release();
    }

    synchronized void succeeded() {
        repetitions = Math.min(REPETITIONS_MAX, repetitions + EARNED_BY_SUCCESS);
    }

    /// Takes one repetition, if there is one.
    synchronized boolean takeRepetition() {
        if (repetitions < 1) {
            return false;
        }
        repetitions--;
        return true;
    }
}
