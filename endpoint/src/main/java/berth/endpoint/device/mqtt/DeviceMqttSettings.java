package berth.endpoint.device.mqtt;

import berth.net.mqtt.ConversationLimits;

import java.time.Duration;

/// @param answerNotBefore how long an answer is held, counted from the request's arrival. One stock
///   client starts to listen only after it has sent, and misses what comes within a millisecond.
///   Source: dps-device-protocol, section 2.4
public record DeviceMqttSettings(ConversationLimits limits, Duration answerNotBefore) {
    private static final int KIB = 1024;

    /// Source of the limits: reliability, section 10.
    public static final DeviceMqttSettings DEFAULTS =
            new DeviceMqttSettings(
                    new ConversationLimits(
                            128 * KIB,
                            512,
                            16,
                            ConversationLimits.Backlog.closing(32, 256 * KIB),
                            0,
                            Duration.ofMinutes(20),
                            Duration.ofMinutes(5)),
                    Duration.ofMillis(40));
}
