package berth.hub.amqp;

import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpOutcome;
import berth.net.amqp.AmqpSent;

/// What serves one link after it was accepted. Called on the session's thread, which must not be
/// blocked.
public interface HubNode {
    /// The peer sends. To be settled, at once or later.
    default void received(AmqpDelivery delivery) {
        throw new IllegalStateException("nothing comes on this link");
    }

    /// The peer gave credit for what we dispatch.
    default void credited() {}

    /// The peer has had its say about what we dispatched.
    default void settled(AmqpSent sent, AmqpOutcome outcome) {
        sent.settle();
    }

    /// The link is gone. Called once, last, and not when the whole connection goes.
    default void detached() {}

    /// The whole connection goes. Called once, last.
    default void closed() {}
}
