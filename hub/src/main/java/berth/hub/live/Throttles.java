package berth.hub.live;

import berth.core.resilience.TokenBucket.Rate;

import org.jspecify.annotations.Nullable;

/// How often a hub may be asked for something, all clients and applications of it together, on this
/// node. Null is as often as it can.
///
/// Source: iot-hub-protocol, section 9.1.
///
/// @param connects new connections and tokens of devices
/// @param telemetry messages from devices; devices wait
/// @param commands cloud-to-device messages from applications
/// @param methods calls
/// @param queries over REST
/// @param registry identities over REST
/// @param twinReads by devices and applications
/// @param twinUpdates by devices and applications
public record Throttles(
        @Nullable Rate connects,
        @Nullable Rate telemetry,
        @Nullable Rate commands,
        @Nullable Rate methods,
        @Nullable Rate queries,
        @Nullable Rate registry,
        @Nullable Rate twinReads,
        @Nullable Rate twinUpdates) {
    public static final Throttles NONE =
            new Throttles(null, null, null, null, null, null, null, null);

    /// One unit of S1. A burst of a second where the original counts by the second, else of a
    /// minute. Methods are metered by the original in kilobytes: 160 a second are 40 calls of 4.
    public static final Throttles AZURE_S1 =
            new Throttles(
                    aSecond(100),
                    aSecond(100),
                    Rate.perMinute(100, 100),
                    aSecond(40),
                    Rate.perMinute(20, 20),
                    Rate.perMinute(100, 100),
                    aSecond(100),
                    aSecond(50));

    private static final int SECONDS_A_MINUTE = 60;

    private static Rate aSecond(int times) {
        return Rate.perMinute(SECONDS_A_MINUTE * times, times);
    }

    /// What may be asked for.
    public enum Kind {
        CONNECT,
        TELEMETRY,
        COMMAND,
        METHOD,
        QUERY,
        REGISTRY,
        TWIN_READ,
        TWIN_UPDATE
    }

    @Nullable Rate rate(Kind kind) {
        return switch (kind) {
            case CONNECT -> connects;
            case TELEMETRY -> telemetry;
            case COMMAND -> commands;
            case METHOD -> methods;
            case QUERY -> queries;
            case REGISTRY -> registry;
            case TWIN_READ -> twinReads;
            case TWIN_UPDATE -> twinUpdates;
        };
    }
}
