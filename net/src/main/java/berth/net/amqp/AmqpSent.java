package berth.net.amqp;

import berth.core.id.ByteString;

/// A message of ours that the peer has had its say about. For the session's thread only; does
/// nothing once the link is gone.
public interface AmqpSent {
    AmqpLink link();

    /// As [AmqpLink#dispatch] was given it.
    ByteString tag();

    /// What the peer said stands. Who asked for rcv-settle-mode second waits for this.
    void settle();

    /// What the peer said came to nothing.
    void fail(AmqpError error);
}
