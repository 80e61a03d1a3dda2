package berth.endpoint.device.amqp;

import java.time.Duration;

/// What an operator may choose for the device endpoint over AMQP.
///
/// @param answerDelay how long after a request its answer is sent at the earliest: a stock client
///   sends its request and only then starts to wait, and misses what comes before
public record AmqpSettings(Duration answerDelay) {
    /// Source: dps-device-protocol, section 2.4.
    public static final AmqpSettings DEFAULT = new AmqpSettings(Duration.ofMillis(40));

    public AmqpSettings {
        if (answerDelay.isNegative()) {
            throw new IllegalArgumentException("an answer cannot be sent before its request");
        }
    }
}
