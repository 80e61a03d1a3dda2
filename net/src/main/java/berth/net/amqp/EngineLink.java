package berth.net.amqp;

import berth.core.id.ByteString;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// One link over the engine, from its attach to its end.
/// - ASKED to TALKING: accepted.
/// - ASKED or TALKING to LEAVING: refused, or given up by us.
/// - any to ENDED: the peer has detached, or ended the session.
final class EngineLink implements AmqpLink {
    private enum State {
        ASKED,
        TALKING,
        LEAVING,
        ENDED
    }

    private final Link link;
    private final LinkTable table;
    private final @Nullable Inbox inbox;
    private final @Nullable Outbox outbox;
    private State state = State.ASKED;
    private boolean accepted;

    EngineLink(Link link, LinkTable table) {
        this.link = link;
        this.table = table;
        this.inbox = link instanceof Receiver receiver ? new Inbox(this, receiver, table) : null;
        this.outbox = link instanceof Sender sender ? new Outbox(this, sender, table) : null;
    }

    @Override
    public boolean incoming() {
        return inbox != null;
    }

    @Override
    public String name() {
        return link.getName();
    }

    @Override
    public Session session() {
        return link.getSession();
    }

    @Override
    public String address() {
        return Terminus.address(link);
    }

    @Override
    public Optional<String> property(String name) {
        var properties = link.getRemoteProperties();
        return properties == null
                ? Optional.empty()
                : switch (properties.get(Symbol.valueOf(name))) {
                    case String text -> Optional.of(text);
                    case Symbol symbol -> Optional.of(symbol.toString());
                    case Integer number -> Optional.of(number.toString());
                    case Long number -> Optional.of(number.toString());
                    case null, default -> Optional.empty();
                };
    }

    @Override
    public Optional<String> selector() {
        return Terminus.selector(link);
    }

    @Override
    public void accept(AmqpTerms terms) {
        if (state != State.ASKED) {
            return;
        }
        state = State.TALKING;
        accepted = true;
        Terminus.answer(link, terms.filtered());
        link.setSenderSettleMode(senderMode(terms));
        // The peer that sends may wish for the second mode; which it is is for the receiver to say.
        link.setReceiverSettleMode(
                inbox == null ? link.getRemoteReceiverSettleMode() : ReceiverSettleMode.FIRST);
        if (inbox != null) {
            link.setMaxMessageSize(UnsignedLong.valueOf(table.limits().messageBytesMax()));
        }
        link.open();
        if (inbox != null) {
            inbox.open();
        }
    }

    private SenderSettleMode senderMode(AmqpTerms terms) {
        SenderSettleMode theirs = link.getRemoteSenderSettleMode();
        boolean refused = terms.tracked() && theirs == SenderSettleMode.SETTLED;
        return theirs == null || refused ? SenderSettleMode.MIXED : theirs;
    }

    @Override
    public void refuse(AmqpError error) {
        if (state == State.ASKED) {
            state = State.LEAVING;
            link.setSource(null);
            link.setTarget(null);
            link.open();
            link.setCondition(Engine.condition(error));
            link.close();
        }
    }

    @Override
    public void detach(AmqpError error) {
        if (state == State.TALKING) {
            state = State.LEAVING;
            forget();
            link.setCondition(Engine.condition(error));
            link.close();
        }
    }

    private void forget() {
        if (inbox != null) {
            inbox.forget();
        }
        if (outbox != null) {
            outbox.forget();
        }
    }

    @Override
    public boolean send(AmqpMessage message) {
        return outbox == null || !isTalking() || outbox.send(message);
    }

    @Override
    public int credit() {
        return outbox == null || !isTalking() ? 0 : outbox.credit();
    }

    @Override
    public void dispatch(ByteString tag, AmqpMessage message) {
        if (outbox == null) {
            throw new IllegalStateException("the peer sends on this link");
        }
        if (isTalking()) {
            outbox.dispatch(tag, message);
        }
    }

    /// The peer may have given credit.
    ///
    /// @return whether there is some left
    boolean flowed() {
        return outbox != null && isTalking() && outbox.sendWaiting();
    }

    /// After [#flowed] and what came of it.
    void drainIfAsked() {
        if (outbox != null && isTalking()) {
            outbox.drainIfAsked();
        }
    }

    /// Something happened to a delivery.
    void delivered(Delivery delivery) throws AmqpViolation {
        if (inbox != null) {
            inbox.receive();
        } else if (outbox != null && isTalking()) {
            outbox.heard(delivery);
        }
    }

    /// There is room on the connection again.
    void giveCredit() {
        if (inbox != null) {
            inbox.giveCredit();
        }
    }

    boolean wasAccepted() {
        return accepted;
    }

    boolean isTalking() {
        return state == State.TALKING;
    }

    boolean hasEnded() {
        return state == State.ENDED;
    }

    /// The peer has given the link up.
    ///
    /// @param alone whether the link ends without its session, so that this must be answered
    void end(boolean alone) {
        boolean wasAsked = state == State.ASKED;
        if (state == State.TALKING) {
            forget();
        }
        state = State.ENDED;
        if (alone) {
            if (wasAsked && link.getLocalState() == EndpointState.UNINITIALIZED) {
                // Its attach is still due, and the protocol has no other way to say no.
                link.open();
            }
            link.close();
            link.free();
        }
    }
}
