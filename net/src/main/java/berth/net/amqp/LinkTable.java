package berth.net.amqp;

import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The sessions and links of one connection: turns the engine's events into an endpoint's news and
/// counts what is open and under way. Owned by the session's thread.
final class LinkTable {
    /// The session above.
    interface Owner {
        void opened();

        void peerClosed();

        /// Whether the connection is open on both sides.
        boolean talking();

        void exhausted(AmqpError error);

        long now();
    }

    private final Engine engine;
    private final AmqpConversation conversation;
    private final AmqpLimits limits;
    private final Owner owner;
    private final List<EngineLink> links = new ArrayList<>();
    private int inHand;
    private long used;

    LinkTable(Engine engine, AmqpConversation conversation, AmqpLimits limits, Owner owner) {
        this.engine = engine;
        this.conversation = conversation;
        this.limits = limits;
        this.owner = owner;
    }

    AmqpLimits limits() {
        return limits;
    }

    /// How many messages have come and are not settled.
    int inHand() {
        return inHand;
    }

    /// When a message last came or was settled, or the connection opened.
    long used() {
        return used;
    }

    void handleEvents() throws AmqpViolation {
        for (Event event = engine.next(); event != null; event = engine.next()) {
            switch (event.getType()) {
                case CONNECTION_REMOTE_OPEN -> {
                    used = owner.now();
                    owner.opened();
                }
                case CONNECTION_REMOTE_CLOSE -> owner.peerClosed();
                default -> {
                    if (owner.talking()) {
                        handle(event);
                    }
                }
            }
        }
    }

    private void handle(Event event) throws AmqpViolation {
        switch (event.getType()) {
            case SESSION_REMOTE_OPEN -> event.getSession().open();
            case SESSION_REMOTE_CLOSE -> ended(event.getSession());
            case LINK_REMOTE_OPEN -> attached(event.getLink());
            case LINK_REMOTE_CLOSE, LINK_REMOTE_DETACH -> {
                EngineLink known = known(event.getLink());
                if (known != null) {
                    gone(known, true);
                }
            }
            case LINK_FLOW -> {
                EngineLink known = known(event.getLink());
                if (known != null) {
                    known.sendWaiting();
                }
            }
            case DELIVERY -> delivered(event.getDelivery());
            default -> {
                // What the engine did of its own accord, or by our order.
            }
        }
    }

    /// The engine names no link where the handle is in use already.
    private void attached(@Nullable Link link) throws AmqpViolation {
        if (link == null || known(link) != null) {
            throw new AmqpViolation(AmqpViolation.NOT_ALLOWED, "a link is attached already");
        }
        if (links.size() == limits.linksMax()) {
            throw new AmqpViolation(AmqpViolation.LIMIT, "too many links");
        }
        var attached = new EngineLink(link, this);
        link.setContext(attached);
        links.add(attached);
        conversation.attached(attached);
    }

    private void delivered(Delivery delivery) throws AmqpViolation {
        EngineLink known = known(delivery.getLink());
        if (known == null) {
            return;
        }
        if (delivery.getLink() instanceof Receiver receiver) {
            known.receive(receiver);
        } else {
            known.settled(delivery);
        }
    }

    private void ended(Session session) {
        for (EngineLink link : List.copyOf(links)) {
            if (link.isOn(session)) {
                gone(link, false);
            }
        }
        session.close();
        session.free();
    }

    /// @param alone whether the link ends without its session
    private void gone(EngineLink link, boolean alone) {
        links.remove(link);
        link.end(alone);
        conversation.detached(link);
    }

    private static @Nullable EngineLink known(Link link) {
        return link.getContext() instanceof EngineLink known ? known : null;
    }

    /// A whole message has come on `link`.
    void came(EngineLink.Arrival arrival) {
        inHand++;
        used = owner.now();
        conversation.received(arrival);
    }

    void settledOne() {
        inHand--;
        used = owner.now();
    }

    /// How many bytes of unfinished messages all links hold.
    int partialBytes() {
        return links.stream().mapToInt(EngineLink::partialBytes).sum();
    }

    void exhausted(AmqpError error) {
        owner.exhausted(error);
    }
}
