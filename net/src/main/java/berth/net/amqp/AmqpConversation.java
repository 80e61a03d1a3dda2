package berth.net.amqp;

import berth.core.id.ByteString;

import java.util.List;

/// An endpoint's side of one connection. Called on the session's thread, which must not be blocked:
/// what blocks goes to [AmqpConnection#work] and comes back by [AmqpConnection#later].
public interface AmqpConversation {
    /// SASL mechanisms to offer, in this order.
    List<String> mechanisms();

    /// The peer chose SASL and a mechanism. To be answered, at once or later, by exactly one of
    /// [AmqpConnection#challenge], [AmqpConnection#authenticated] and [AmqpConnection#refuse].
    ///
    /// @param initialResponse empty if there is none
    void saslStarted(String mechanism, ByteString initialResponse);

    /// The peer answers the last challenge. To be answered as above.
    void saslAnswered(ByteString response);

    /// The peer opens the connection, without SASL or after it. To be answered by
    /// [AmqpConnection#welcome] or [AmqpConnection#close].
    void opened();

    /// The peer attaches a link. To be answered, at once or later, by [AmqpLink#accept] or
    /// [AmqpLink#refuse].
    void attached(AmqpLink link);

    /// The peer gave up a link, or the session it was on.
    void detached(AmqpLink link);

    /// A whole message came. To be settled, at once or later.
    void received(AmqpDelivery delivery);

    /// The connection is gone. Called once, last.
    void closed();
}
