package berth.hub.registry;

import berth.core.hub.DeviceAuthentication;
import berth.core.id.ETag;
import berth.core.secret.SymmetricKeys;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/// What time and chance contribute to one change. Drawn once, before the transaction: a decision
/// may be repeated and must come out the same.
///
/// @param now cut to milliseconds, which every store keeps
/// @param generationId for an identity, should one be created: 18 digits, as real hubs have
/// @param keys for a device without keys of its own
record Chance(Instant now, ETag etag, String generationId, SymmetricKeys keys) {
    private static final long GENERATION_ID_MIN = 100_000_000_000_000_000L;

    static Chance draw(InstantSource clock, RandomGenerator random) {
        return new Chance(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                ETag.fresh(random),
                Long.toString(random.nextLong(GENERATION_ID_MIN, 10 * GENERATION_ID_MIN)),
                SymmetricKeys.generate(random));
    }

    /// Now, but later than `birth` even when the clock stands still: a change of an identity's
    /// status is told from its creation by the time.
    Instant after(Instant birth) {
        var earliest = birth.plusMillis(1);
        return now.isBefore(earliest) ? earliest : now;
    }

    DeviceAuthentication generatedKeys() {
        return new DeviceAuthentication.SymmetricKeys(keys);
    }
}
