package berth.net.amqp;

/// What the peer says of a message of ours. Source: AMQP 1.0, section 3.4.
public enum AmqpOutcome {
    /// Done with it.
    ACCEPTED,
    /// It never wants it.
    REJECTED,
    /// Not now.
    RELEASED,
    /// Not now, and something about the message changed.
    MODIFIED,
    /// It forgets the delivery and does not say why.
    UNSTATED
}
