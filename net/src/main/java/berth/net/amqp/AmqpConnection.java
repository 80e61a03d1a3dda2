package berth.net.amqp;

import berth.core.id.ByteString;
import berth.net.Peer;

import java.time.Duration;

/// One connection as an endpoint sees it. All methods but [#work] and [#later] are for the
/// session's thread only.
public interface AmqpConnection {
    /// Why SASL fails. Source: AMQP 1.0, section 5.3.3.6.
    enum SaslRefusal {
        /// The credentials are not good.
        CREDENTIALS,
        /// Not the peer's fault, and trying again may help.
        TEMPORARY
    }

    Peer peer();

    /// Those in force: the protocol's until the peer is welcomed.
    AmqpLimits limits();

    /// Whom the peer said in SASL that it wants to reach; empty if it did not say, or not yet.
    String saslHostName();

    /// Sends the next SASL challenge.
    void challenge(ByteString challenge);

    /// Ends SASL well.
    void authenticated();

    /// Ends SASL badly, and the connection with it.
    void refuse(SaslRefusal refusal);

    /// Closes the connection with an error.
    void close(AmqpError error);

    /// Runs `task` on a virtual thread, where it may block.
    void work(Runnable task);

    /// Runs `task` on the session's thread, after `delay`; never after [AmqpConversation#closed].
    void later(Duration delay, Runnable task);
}
