package berth.hub.amqp;

import berth.net.amqp.AmqpLimits;

import java.time.Duration;
import java.util.List;

/// How a hub speaks AMQP.
///
/// @param limits of one connection
/// @param proofTime within which a connection must have proven somebody; it is closed otherwise
/// @param tokensMax identities and policies that are proven on one connection: 403005
/// @param telemetryPauses while telemetry cannot be stored, its sender waits so long before each
///   repetition, and is told to come again after the last
/// @param batchMessagesMax telemetry of one link that is stored at a time
/// @param feedbackDelay between two looks for feedback, and so how long it is gathered
/// @param lockTime an application has so long to settle feedback
public record HubAmqpSettings(
        AmqpLimits limits,
        Duration proofTime,
        int tokensMax,
        List<Duration> telemetryPauses,
        int batchMessagesMax,
        Duration feedbackDelay,
        Duration lockTime) {
    /// Source: iot-hub-protocol, sections 3.2, 3.4, 6.2 and 13.
    public static final HubAmqpSettings DEFAULTS =
            new HubAmqpSettings(
                    AmqpLimits.HUB,
                    Duration.ofSeconds(60),
                    1_000,
                    List.of(
                            Duration.ofMillis(100),
                            Duration.ofMillis(200),
                            Duration.ofMillis(400),
                            Duration.ofMillis(800),
                            Duration.ofMillis(1600),
                            Duration.ofMillis(3200),
                            Duration.ofMillis(3200)),
                    256,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60));

    public HubAmqpSettings {
        telemetryPauses = List.copyOf(telemetryPauses);
    }
}
