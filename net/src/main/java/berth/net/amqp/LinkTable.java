package berth.net.amqp;

import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The sessions and links of one connection: turns the engine's events into an endpoint's news and
/// counts what is open and under way. Owned by the session's thread.
final class LinkTable {
    /// The session above.
    interface Owner {
        void opened();

        void peerClosed();

        /// Whether the connection is open on both sides.
        boolean talking();

        AmqpLimits limits();

        /// Whether the peer reads more slowly than we send.
        boolean congested();

        void later(Duration delay, Runnable task);

        long now();
    }

    /// How long what wants to be sent waits for a peer that does not read.
    private static final Duration CONGESTED_TIME = Duration.ofMillis(50);

    private final Engine engine;
    private final AmqpConversation conversation;
    private final Owner owner;
    private final Set<EngineLink> links = new LinkedHashSet<>();
    private int inHand;
    private int bytesInHand;
    private long used;
    private boolean waitsForReader;

    LinkTable(Engine engine, AmqpConversation conversation, Owner owner) {
        this.engine = engine;
        this.conversation = conversation;
        this.owner = owner;
    }

    AmqpLimits limits() {
        return owner.limits();
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
            case LINK_FLOW -> flowed(event.getLink());
            case DELIVERY -> {
                EngineLink known = known(event.getDelivery().getLink());
                if (known != null) {
                    known.delivered(event.getDelivery());
                }
            }
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
        if (links.size() == limits().linksMax()) {
            throw new AmqpViolation(AmqpViolation.LIMIT, "too many links");
        }
        var attached = new EngineLink(link, this);
        link.setContext(attached);
        links.add(attached);
        conversation.attached(attached);
    }

    private void flowed(Link link) {
        EngineLink known = known(link);
        if (known == null) {
            return;
        }
        if (known.flowed()) {
            conversation.credited(known);
        }
        known.drainIfAsked();
    }

    private void ended(Session session) {
        for (EngineLink link : List.copyOf(links)) {
            if (link.session().equals(session)) {
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

    /// A whole message has come.
    void came(AmqpDelivery arrival) {
        inHand++;
        used = owner.now();
        conversation.received(arrival);
    }

    /// The peer has had its say about a message of ours.
    void heard(AmqpSent sent, AmqpOutcome outcome) {
        used = owner.now();
        conversation.settled(sent, outcome);
    }

    /// Whether messages that somebody asks about have to wait, because the peer does not read what
    /// was sent before. When it has read, links with credit are told again.
    boolean isCongested() {
        if (owner.congested() && !waitsForReader) {
            waitsForReader = true;
            owner.later(CONGESTED_TIME, this::lookForReader);
        }
        return waitsForReader;
    }

    private void lookForReader() {
        waitsForReader = false;
        for (EngineLink link : List.copyOf(links)) {
            if (link.credit() > 0) {
                conversation.credited(link);
            }
        }
    }

    /// So many bytes have come and stay in hand.
    void hold(int bytes) throws AmqpViolation {
        bytesInHand += bytes;
        if (bytesInHand > limits().unsettledBytesMax()) {
            throw new AmqpViolation(AmqpViolation.LIMIT, "too much that is not settled");
        }
    }

    void settledOne(int bytes) {
        inHand--;
        used = owner.now();
        letGo(bytes);
    }

    void letGo(int bytes) {
        boolean hadRoom = hasRoom();
        bytesInHand -= bytes;
        if (!hadRoom && hasRoom()) {
            links.forEach(EngineLink::giveCredit);
        }
    }

    /// Whether new credit may be given.
    boolean hasRoom() {
        return bytesInHand <= limits().unsettledBytesMax() / 2;
    }
}
