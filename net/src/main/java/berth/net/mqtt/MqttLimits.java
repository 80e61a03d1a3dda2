package berth.net.mqtt;

import java.time.Duration;

/// What strangers may ask of us.
///
/// @param connectTime from the link's opening to the end of CONNECT, then close
/// @param firstPacketBytesMax until CONNECT is accepted, fixed header included, then close
/// @param clientIdBytesMax close
/// @param unreadBytesMax messages to a client that it has not made room for; close
/// @param lastConnectTime when the house closes, a client that has just come has this long to hear
///   that it is not served
///
///   Source: reliability, section 10.
public record MqttLimits(
        Duration connectTime,
        int firstPacketBytesMax,
        int clientIdBytesMax,
        int unreadBytesMax,
        Duration lastConnectTime) {
    public static final MqttLimits DEFAULTS =
            new MqttLimits(
                    Duration.ofSeconds(10), 16 * 1024, 300, 2 * 1024 * 1024, Duration.ofSeconds(1));
}
