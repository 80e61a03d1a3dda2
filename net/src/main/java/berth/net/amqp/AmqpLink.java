package berth.net.amqp;

import java.util.Optional;

/// One link as an endpoint sees it. For the session's thread only; does nothing once the link is
/// gone.
public interface AmqpLink {
    /// Whether the peer sends on it; otherwise we do.
    boolean incoming();

    /// The node the peer wants to reach: the target where it sends, else the source. Empty if it
    /// names none.
    String address();

    /// A link property that is a text.
    Optional<String> property(String name);

    /// Answers the attach, with the peer's addresses, and lets messages come.
    void accept();

    /// Attaches and detaches at once, as the protocol refuses links.
    void refuse(AmqpError error);

    /// Sends as soon as the peer gives credit.
    void send(AmqpMessage message);
}
