package berth.net.amqp;

/// What a delivery carries.
public sealed interface AmqpContent permits AmqpMessage, AmqpBatch, AmqpContent.Unreadable {
    /// It is no message, or not one we are willing to read. `reason` repeats nothing of it.
    record Unreadable(String reason) implements AmqpContent {}
}
