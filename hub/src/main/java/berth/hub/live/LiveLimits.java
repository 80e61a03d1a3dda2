package berth.hub.live;

import java.time.Duration;

/// What the device side of a hub allows.
///
/// @param telemetryBytesMax of one message: body and properties
/// @param propertiesMax of one message
/// @param commandBytesMax of one cloud-to-device message
/// @param commandDepthMax messages waiting for one client
/// @param commandTimeToLive of a message that names no expiry
/// @param commandTimeToLiveMax the furthest expiry that is taken
/// @param commandLockTime a device has this long to settle a message
/// @param deliveriesMax abandoned as often, a message is dead
/// @param methodBytesMax of a payload, either way
/// @param methodsWaitingMax calls that wait for one client's response
/// @param childrenMax sessions of children on one connection
/// @param tokenGrace how long after its token's expiry an MQTT connection may live on
/// @param tokenGraceJitter so much more at most, so that not all reconnect at once
/// @param throttles how often a hub may be asked
///
///   Source: iot-hub-protocol, sections 1.1, 5.5, 6.1 and 9.1.
public record LiveLimits(
        int telemetryBytesMax,
        int propertiesMax,
        int commandBytesMax,
        int commandDepthMax,
        Duration commandTimeToLive,
        Duration commandTimeToLiveMax,
        Duration commandLockTime,
        int deliveriesMax,
        int methodBytesMax,
        int methodsWaitingMax,
        int childrenMax,
        Duration tokenGrace,
        Duration tokenGraceJitter,
        Throttles throttles) {
    public static final LiveLimits DEFAULTS =
            new LiveLimits(
                    256 * 1024,
                    100,
                    64 * 1024,
                    50,
                    Duration.ofHours(1),
                    Duration.ofDays(2),
                    Duration.ofSeconds(60),
                    10,
                    128 * 1024,
                    64,
                    1_000,
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(60),
                    Throttles.NONE);

    public LiveLimits with(Throttles others) {
        return new LiveLimits(
                telemetryBytesMax,
                propertiesMax,
                commandBytesMax,
                commandDepthMax,
                commandTimeToLive,
                commandTimeToLiveMax,
                commandLockTime,
                deliveriesMax,
                methodBytesMax,
                methodsWaitingMax,
                childrenMax,
                tokenGrace,
                tokenGraceJitter,
                others);
    }
}
