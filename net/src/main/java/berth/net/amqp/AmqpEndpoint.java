package berth.net.amqp;

/// What is said over AMQP.
public interface AmqpEndpoint {
    /// A peer has sent its first header. On the session's thread, which must not be blocked.
    AmqpConversation begin(AmqpConnection connection);
}
