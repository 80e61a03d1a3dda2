package berth.net.amqp;

/// The peer does not speak AMQP as agreed, or asks for more than it may. The connection ends; the
/// message is for the log and for the peer.
final class AmqpViolation extends Exception {
    private static final long serialVersionUID = 1L;

    /// Source: AMQP 1.0, sections 2.8.15 to 2.8.18.
    static final String FRAMING = "amqp:connection:framing-error";

    static final String DECODING = "amqp:decode-error";
    static final String NOT_ALLOWED = "amqp:not-allowed";
    static final String LIMIT = "amqp:resource-limit-exceeded";
    static final String TRANSFER_LIMIT = "amqp:link:transfer-limit-exceeded";
    static final String MESSAGE_SIZE = "amqp:link:message-size-exceeded";

    private final String condition;

    AmqpViolation(String condition, String message) {
        super(message);
        this.condition = condition;
    }

    String condition() {
        return condition;
    }
}
