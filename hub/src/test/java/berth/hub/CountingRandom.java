package berth.hub;

import java.util.random.RandomGenerator;

/// Chance that a test can foresee: the numbers from one upwards.
public final class CountingRandom implements RandomGenerator {
    private long last;

    @Override
    public synchronized long nextLong() {
        return ++last;
    }
}
