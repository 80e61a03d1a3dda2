package berth.net.amqp;

import berth.core.id.ByteString;

import java.util.Optional;

/// One link as an endpoint sees it. For the session's thread only; does nothing once the link is
/// gone.
public interface AmqpLink {
    /// Whether the peer sends on it; otherwise we do.
    boolean incoming();

    /// The link's name, which is nobody else's within its session and direction.
    String name();

    /// Which session it is on: equal for links of one session, and for no others.
    Object session();

    /// The node the peer wants to reach: the target where it sends, else the source. Empty if it
    /// names none.
    String address();

    /// A link property that is a text, or a number, which is then in decimal.
    Optional<String> property(String name);

    /// The text of the filter `apache.org:selector-filter:string` of a source.
    Optional<String> selector();

    /// Answers the attach, with the peer's addresses, and lets messages come.
    default void accept() {
        accept(AmqpTerms.PLAIN);
    }

    /// As [#accept()], on these terms.
    void accept(AmqpTerms terms);

    /// Attaches and detaches at once, as the protocol refuses links.
    void refuse(AmqpError error);

    /// Gives up a link that was accepted. [AmqpConversation#detached] comes with the peer's answer;
    /// what arrives until then is dropped.
    void detach(AmqpError error);

    /// Sends as soon as the peer gives credit; what the peer says of it is not told.
    ///
    /// @return false if too many wait for that already, and this one will not be sent
    boolean send(AmqpMessage message);

    /// How many messages [#dispatch] takes now.
    int credit();

    /// Sends now. Unless the link goes first, [AmqpConversation#settled] tells what the peer says.
    ///
    /// @param tag at most 32 bytes, and of no other unsettled message of the link
    /// @throws IllegalStateException without [#credit]
    void dispatch(ByteString tag, AmqpMessage message);
}
