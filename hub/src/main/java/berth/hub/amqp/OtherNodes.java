package berth.hub.amqp;

import berth.hub.live.LiveHub;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpLink;

/// Addresses that somebody else serves on the hub's connections, to applications with the right
/// `ServiceConnect` on the address.
public interface OtherNodes {
    /// Serves nothing.
    OtherNodes NONE =
            new OtherNodes() {
                @Override
                public boolean serves(String path) {
                    return false;
                }

                @Override
                public HubNode attach(
                        String path, AmqpLink link, AmqpConnection connection, LiveHub hub) {
                    throw new IllegalStateException("serves nothing");
                }
            };

    /// Whether an address is one of these.
    ///
    /// @param path as the peer writes it, without scheme, host and leading slash
    boolean serves(String path);

    /// Whether anybody may use an address that is served: what it tells is for it to judge.
    default boolean isOpen(String path) {
        return false;
    }

    /// The peer may use the address. The link is to be accepted or refused before this returns, or
    /// later; the node hears of it from now on. On the session's thread.
    HubNode attach(String path, AmqpLink link, AmqpConnection connection, LiveHub hub);
}
