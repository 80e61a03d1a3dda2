package berth.net.amqp;

/// What an endpoint answers to a peer's open.
public sealed interface AmqpOpening {
    /// @param limits in force from now on. The sizes of frames stay: they are told before anybody
    ///   knows whom the peer wants
    record Welcome(AmqpLimits limits) implements AmqpOpening {}

    /// Open and close, both with the error.
    record Refused(AmqpError error) implements AmqpOpening {}
}
