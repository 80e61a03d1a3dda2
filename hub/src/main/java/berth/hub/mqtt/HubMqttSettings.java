package berth.hub.mqtt;

import berth.net.mqtt.ConversationLimits;
import berth.net.mqtt.ConversationLimits.Backlog;
import berth.net.mqtt.ConversationLimits.Excess;

import java.time.Duration;
import java.util.List;

/// How a hub speaks MQTT.
///
/// @param limits of one connection; cloud-to-device messages share its `pushesMax`
/// @param subscriptionsMax of one connection, its children's included; SUBACK with a failure
/// @param connectsMax clients that are judged at one time; CONNACK 3
/// @param telemetryPauses while telemetry cannot be stored, its client waits so long before each
///   repetition, and is closed after the last
/// @param repeatsMax clients of which is known what they did not acknowledge
/// @param ignoreUnknownTopics acknowledges what is published to no topic of the hub's, instead of
///   closing the connection. Source: iot-hub-protocol, section 13
public record HubMqttSettings(
        ConversationLimits limits,
        int subscriptionsMax,
        int connectsMax,
        List<Duration> telemetryPauses,
        int repeatsMax,
        boolean ignoreUnknownTopics) {
    private static final int KIB = 1024;
    private static final int TOPIC_BYTES_MAX = 0xffff;

    /// A body of 256 KiB, the longest topic, and what stands around them. Source: iot-hub-protocol,
    /// sections 1.4, 2.1, 2.3 and 9.1.
    public static final HubMqttSettings DEFAULTS =
            new HubMqttSettings(
                    new ConversationLimits(
                            256 * KIB + TOPIC_BYTES_MAX + 9,
                            TOPIC_BYTES_MAX,
                            5,
                            new Backlog(256, 512 * KIB, Excess.WAIT, 128, 512 * KIB),
                            16,
                            Duration.ofSeconds(1767),
                            null),
                    512,
                    64,
                    List.of(
                            Duration.ofMillis(100),
                            Duration.ofMillis(200),
                            Duration.ofMillis(400),
                            Duration.ofMillis(800),
                            Duration.ofMillis(1600),
                            Duration.ofMillis(3200),
                            Duration.ofMillis(3200)),
                    10_000,
                    false);

    public HubMqttSettings {
        telemetryPauses = List.copyOf(telemetryPauses);
    }
}
