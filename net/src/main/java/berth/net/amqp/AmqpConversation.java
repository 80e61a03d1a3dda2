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

    /// The peer opens the connection, without SASL or after it.
    ///
    /// @param hostName whom it wants to reach, as it writes it; empty if it does not say
    AmqpOpening opened(String hostName);

    /// The peer attaches a link. To be answered, at once or later, by [AmqpLink#accept] or
    /// [AmqpLink#refuse].
    void attached(AmqpLink link);

    /// The peer gave up a link, or the session it was on, or has answered that we did.
    void detached(AmqpLink link);

    /// A whole message came. To be settled, at once or later.
    void received(AmqpDelivery delivery);

    /// The peer gave credit on a link of ours, so that [AmqpLink#dispatch] takes messages.
    default void credited(AmqpLink link) {}

    /// The peer has had its say about a message that [AmqpLink#dispatch] was given. To be answered,
    /// at once or later, by [AmqpSent#settle] or [AmqpSent#fail].
    default void settled(AmqpSent sent, AmqpOutcome outcome) {
        sent.settle();
    }

    /// The connection is gone. Called once, last.
    void closed();
}
