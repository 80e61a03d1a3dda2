package berth.connector.hub;

import berth.core.resilience.TokenBucket.Rate;

/// How much a hub lets its registry be used. Source: iot-hub-protocol, section 9.1.
public record HubSize(int registryOperationsPerMinute) {
    /// The smallest hub there is, and so the one we take every hub for.
    public static final HubSize DEFAULT = s1(1);

    /// A bucket holds what ten seconds bring: enough for a handful of devices at once, and not so
    /// much that a hub would see two minutes' worth in one.
    private static final int BURSTS_PER_MINUTE = 6;

    public HubSize {
        if (registryOperationsPerMinute < 1) {
            throw new IllegalArgumentException("a hub allows at least one operation a minute");
        }
    }

    public static HubSize s1(int units) {
        return new HubSize(Math.multiplyExact(100, units));
    }

    public static HubSize s2(int units) {
        return new HubSize(Math.multiplyExact(100, units));
    }

    public static HubSize s3(int units) {
        return new HubSize(Math.multiplyExact(5_000, units));
    }

    Rate rate() {
        return Rate.perMinute(
                registryOperationsPerMinute,
                Math.max(1, registryOperationsPerMinute / BURSTS_PER_MINUTE));
    }
}
