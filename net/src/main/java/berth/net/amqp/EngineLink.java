package berth.net.amqp;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// One link over the engine: puts messages together, settles them, keeps the peer's credit up, and
/// holds answers until the peer gives credit for them.
final class EngineLink implements AmqpLink {
    /// Some peers never settle what they get; so many of a link's answers may be unsettled before
    /// we settle the oldest ourselves.
    private static final int UNSETTLED_MAX = 16;

    private final Link link;
    private final LinkTable table;
    private ByteArrayOutputStream partial = new ByteArrayOutputStream(0);
    private final Deque<AmqpMessage> waiting = new ArrayDeque<>();
    private final Deque<Delivery> unsettled = new ArrayDeque<>();
    private boolean accepted;
    private boolean ended;
    private int inHand;
    private long tags;

    EngineLink(Link link, LinkTable table) {
        this.link = link;
        this.table = table;
    }

    @Override
    public boolean incoming() {
        return link instanceof Receiver;
    }

    @Override
    public String address() {
        String address =
                switch (incoming() ? link.getRemoteTarget() : link.getRemoteSource()) {
                    case Target target when !target.getDynamic() -> target.getAddress();
                    case Source source when !source.getDynamic() -> source.getAddress();
                    case null, default -> null;
                };
        return address == null ? "" : address;
    }

    @Override
    public Optional<String> property(String name) {
        var properties = link.getRemoteProperties();
        return properties == null
                ? Optional.empty()
                : switch (properties.get(Symbol.valueOf(name))) {
                    case String text -> Optional.of(text);
                    case Symbol symbol -> Optional.of(symbol.toString());
                    case null, default -> Optional.empty();
                };
    }

    @Override
    public void accept() {
        if (ended || link.getLocalState() != EndpointState.UNINITIALIZED) {
            return;
        }
        accepted = true;
        link.setSource(ownSource(link.getRemoteSource()));
        link.setTarget(ownTarget(link.getRemoteTarget()));
        SenderSettleMode mode = link.getRemoteSenderSettleMode();
        link.setSenderSettleMode(mode == null ? SenderSettleMode.MIXED : mode);
        link.setReceiverSettleMode(ReceiverSettleMode.FIRST);
        if (link instanceof Receiver receiver) {
            receiver.setMaxMessageSize(UnsignedLong.valueOf(table.limits().messageBytesMax()));
            receiver.open();
            receiver.flow(table.limits().credit());
        } else {
            link.open();
        }
    }

    /// The same address and nothing else the peer may have asked for: a peer that reads no terminus
    /// takes the link for refused. Source: AMQP 1.0, section 2.6.3.
    private static @Nullable Source ownSource(
            org.apache.qpid.proton.amqp.transport.@Nullable Source theirs) {
        if (theirs == null) {
            return null;
        }
        var own = new Source();
        own.setAddress(theirs.getAddress());
        return own;
    }

    private static @Nullable Target ownTarget(
            org.apache.qpid.proton.amqp.transport.@Nullable Target theirs) {
        if (theirs == null) {
            return null;
        }
        var own = new Target();
        own.setAddress(theirs.getAddress());
        return own;
    }

    @Override
    public void refuse(AmqpError error) {
        if (ended || link.getLocalState() != EndpointState.UNINITIALIZED) {
            return;
        }
        link.setSource(null);
        link.setTarget(null);
        link.open();
        link.setCondition(Engine.condition(error));
        link.close();
    }

    @Override
    public void send(AmqpMessage message) {
        if (ended || !accepted) {
            return;
        }
        if (waiting.size() == table.limits().credit()) {
            table.exhausted(
                    AmqpError.of(AmqpViolation.LIMIT, "too many answers wait for link credit"));
            return;
        }
        waiting.add(message);
        sendWaiting();
    }

    /// The peer may have given credit.
    void sendWaiting() {
        if (ended || !accepted || !(link instanceof Sender sender)) {
            return;
        }
        while (sender.getCredit() > 0 && !waiting.isEmpty()) {
            send(sender, MessageCodec.encode(waiting.remove()));
        }
        if (sender.getDrain()) {
            sender.drained();
        }
    }

    private void send(Sender sender, byte[] message) {
        Delivery delivery =
                sender.delivery(ByteBuffer.allocate(Long.BYTES).putLong(tags++).array());
        sender.send(message, 0, message.length);
        if (sender.getSenderSettleMode() == SenderSettleMode.SETTLED) {
            delivery.settle();
        } else {
            unsettled.add(delivery);
        }
        sender.advance();
        if (unsettled.size() > UNSETTLED_MAX) {
            unsettled.remove().settle();
        }
    }

    /// The peer has said something about a delivery of ours.
    void settled(Delivery delivery) {
        if (unsettled.remove(delivery)) {
            delivery.settle();
        }
    }

    /// The peer has sent a message or a piece of one.
    void receive(Receiver receiver) throws AmqpViolation {
        for (Delivery delivery = receiver.current();
                delivery != null;
                delivery = receiver.current()) {
            if (!accepted) {
                throw new AmqpViolation(AmqpViolation.TRANSFER_LIMIT, "a message without credit");
            }
            collect(receiver.recv());
            if (delivery.isPartial() && !delivery.isAborted()) {
                return;
            }
            receiver.advance();
            byte[] message = partial.toByteArray();
            partial = new ByteArrayOutputStream(0);
            if (delivery.isAborted()) {
                delivery.settle();
                receiver.flow(1);
            } else {
                arrived(delivery, message);
            }
        }
    }

    private void collect(ReadableBuffer piece) throws AmqpViolation {
        var bytes = new byte[piece.remaining()];
        piece.get(bytes);
        partial.writeBytes(bytes);
        int max = table.limits().messageBytesMax();
        if (partial.size() > max) {
            throw new AmqpViolation(AmqpViolation.MESSAGE_SIZE, "a message of more than " + max);
        }
        if (table.partialBytes() > 2 * max) {
            throw new AmqpViolation(AmqpViolation.LIMIT, "too many unfinished messages");
        }
    }

    private void arrived(Delivery delivery, byte[] message) throws AmqpViolation {
        if (inHand == table.limits().credit()) {
            throw new AmqpViolation(AmqpViolation.TRANSFER_LIMIT, "more messages than credit");
        }
        inHand++;
        table.came(new Arrival(delivery, MessageCodec.decode(message, table.limits())));
    }

    int partialBytes() {
        return partial.size();
    }

    boolean isOn(Session session) {
        return session.equals(link.getSession());
    }

    /// The peer has given the link up.
    ///
    /// @param alone whether the link ends without its session, so that this must be answered
    void end(boolean alone) {
        ended = true;
        waiting.clear();
        unsettled.clear();
        partial = new ByteArrayOutputStream(0);
        if (alone) {
            if (link.getLocalState() == EndpointState.UNINITIALIZED) {
                // Its attach is still due, and the protocol has no other way to say no.
                link.open();
            }
            link.close();
            link.free();
        }
    }

    /// A message that came.
    final class Arrival implements AmqpDelivery {
        private final Delivery delivery;
        private final AmqpContent content;
        private boolean done;

        private Arrival(Delivery delivery, AmqpContent content) {
            this.delivery = delivery;
            this.content = content;
        }

        @Override
        public AmqpLink link() {
            return EngineLink.this;
        }

        @Override
        public AmqpContent content() {
            return content;
        }

        @Override
        public void accept() {
            settle(Accepted.getInstance());
        }

        @Override
        public void reject(AmqpError error) {
            var rejected = new Rejected();
            rejected.setError(Engine.condition(error));
            settle(rejected);
        }

        private void settle(DeliveryState state) {
            if (done) {
                return;
            }
            done = true;
            inHand--;
            table.settledOne();
            if (!ended) {
                delivery.disposition(state);
                delivery.settle();
                ((Receiver) link).flow(1);
            }
        }
    }
}
