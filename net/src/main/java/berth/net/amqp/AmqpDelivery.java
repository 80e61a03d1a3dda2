package berth.net.amqp;

/// A message that came and is not settled yet. For the session's thread only. Exactly one of the
/// methods below [#content] is to be called, even where the peer wants no answer: the peer gets new
/// credit by it.
public interface AmqpDelivery {
    AmqpLink link();

    AmqpContent content();

    /// Settles it as done.
    void accept();

    /// Settles it as refused.
    void reject(AmqpError error);

    /// Settles it as not taken: it may be sent again.
    void release();

    /// Settles it as not taken after a try that failed: it may be sent again.
    void modify();
}
