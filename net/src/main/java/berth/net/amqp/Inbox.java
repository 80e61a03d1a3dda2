package berth.net.amqp;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;

import java.io.ByteArrayOutputStream;

/// What comes on one link: puts messages together, settles them, and keeps the peer's credit up as
/// long as there is room on the connection.
final class Inbox {
    /// New credit is given when so much of it is due: each time takes a frame.
    private static final int CREDIT_SHARE = 8;

    private final EngineLink link;
    private final Receiver receiver;
    private final LinkTable table;
    private ByteArrayOutputStream partial = new ByteArrayOutputStream(0);
    private int inHand;
    private int creditDue;

    Inbox(EngineLink link, Receiver receiver, LinkTable table) {
        this.link = link;
        this.receiver = receiver;
        this.table = table;
    }

    /// The link has been accepted.
    void open() {
        receiver.flow(credit());
    }

    private int credit() {
        return table.limits().credit();
    }

    /// The peer has sent a message or a piece of one.
    void receive() throws AmqpViolation {
        for (Delivery delivery = receiver.current();
                delivery != null;
                delivery = receiver.current()) {
            if (!link.wasAccepted()) {
                throw new AmqpViolation(AmqpViolation.TRANSFER_LIMIT, "a message without credit");
            }
            ReadableBuffer piece = receiver.recv();
            if (link.isTalking()) {
                collect(piece);
            }
            if (delivery.isPartial() && !delivery.isAborted()) {
                return;
            }
            receiver.advance();
            whole(delivery);
        }
    }

    /// A link that is given up here and not yet there goes on for a while.
    private void whole(Delivery delivery) throws AmqpViolation {
        if (!link.isTalking()) {
            delivery.settle();
        } else if (delivery.isAborted()) {
            forget();
            delivery.settle();
            receiver.flow(1);
        } else {
            byte[] message = partial.toByteArray();
            partial = new ByteArrayOutputStream(0);
            arrived(delivery, message);
        }
    }

    private void collect(ReadableBuffer piece) throws AmqpViolation {
        var bytes = new byte[piece.remaining()];
        piece.get(bytes);
        int max = table.limits().messageBytesMax();
        if (partial.size() + bytes.length > max) {
            link.detach(AmqpError.of(AmqpViolation.MESSAGE_SIZE, "a message of more than " + max));
            return;
        }
        table.hold(bytes.length);
        partial.writeBytes(bytes);
    }

    private void arrived(Delivery delivery, byte[] message) throws AmqpViolation {
        if (inHand == credit()) {
            throw new AmqpViolation(AmqpViolation.TRANSFER_LIMIT, "more messages than credit");
        }
        inHand++;
        var content = MessageCodec.decode(message, delivery.getMessageFormat(), table.limits());
        table.came(new Arrival(delivery, content, message.length));
    }

    /// Gives the peer the credit that is due, or keeps it for when there is room again.
    void giveCredit() {
        if (creditDue >= Math.max(1, credit() / CREDIT_SHARE)
                && link.isTalking()
                && table.hasRoom()) {
            receiver.flow(creditDue);
            creditDue = 0;
        }
    }

    /// Nothing more is taken. What was unfinished is forgotten; what is in hand stays there.
    void forget() {
        table.letGo(partial.size());
        partial = new ByteArrayOutputStream(0);
    }

    /// A message that came.
    private final class Arrival implements AmqpDelivery {
        private final Delivery delivery;
        private final AmqpContent content;
        private final int bytes;
        private boolean done;

        private Arrival(Delivery delivery, AmqpContent content, int bytes) {
            this.delivery = delivery;
            this.content = content;
            this.bytes = bytes;
        }

        @Override
        public AmqpLink link() {
            return link;
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

        @Override
        public void release() {
            settle(Released.getInstance());
        }

        @Override
        public void modify() {
            var modified = new Modified();
            modified.setDeliveryFailed(true);
            settle(modified);
        }

        private void settle(DeliveryState state) {
            if (done) {
                return;
            }
            done = true;
            inHand--;
            if (!link.hasEnded()) {
                delivery.disposition(state);
                delivery.settle();
                creditDue++;
            }
            table.settledOne(bytes);
            giveCredit();
        }
    }
}
