package berth.net.amqp;

/// A message that came and is not settled yet. For the session's thread only.
public interface AmqpDelivery {
    AmqpLink link();

    AmqpContent content();

    /// Settles it as done.
    void accept();

    /// Settles it as refused.
    void reject(AmqpError error);
}
