package berth.store.sql;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Names for audit entries that order the entries of one node and collide with nobody's: the time
/// in microseconds, or one more than the last where the clock stands, and 64 random bits.
final class EntryIds {
    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong();

    EntryIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    String next() {
        long now = Micros.of(clock.instant());
        long order = last.updateAndGet(before -> Math.max(before + 1, now));
        var hex = HexFormat.of();
        return hex.toHexDigits(order) + "-" + hex.toHexDigits(random.nextLong());
    }
}
