package berth.net.mqtt;

import java.time.Duration;

/// What strangers may ask of us.
///
/// @param connectTime from the link's opening to the end of CONNECT, then close
/// @param firstPacketBytesMax until CONNECT is accepted, fixed header included, then close
/// @param clientIdBytesMax close
/// @param silenceMax without a packet: one and a half times the keep-alive the client asks for, but
///   never longer than this, which is also for clients that promise nothing
/// @param lastConnectTime when the house closes, a client that has just come has this long to hear
///   that it is not served
///
///   Source: reliability, section 10.
public record MqttLimits(
        Duration connectTime,
        int firstPacketBytesMax,
        int clientIdBytesMax,
        Duration silenceMax,
        Duration lastConnectTime) {
    public static final MqttLimits DEFAULTS =
            new MqttLimits(
                    Duration.ofSeconds(10),
                    16 * 1024,
                    300,
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(1));
}
