package berth.net.amqp;

import berth.core.id.ByteString;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What goes out on one link: holds messages until the peer gives credit for them, and listens to
/// what the peer says of those that somebody wants to know about.
final class Outbox {
    /// Some peers never settle what they get; so many of a link's messages that nobody asks about
    /// may be unsettled before we settle the oldest ourselves.
    private static final int UNSETTLED_MAX = 16;

    private final EngineLink link;
    private final Sender sender;
    private final LinkTable table;
    private final Deque<AmqpMessage> waiting = new ArrayDeque<>();
    private final Deque<Delivery> unasked = new ArrayDeque<>();
    private int tracked;
    private long tags;

    Outbox(EngineLink link, Sender sender, LinkTable table) {
        this.link = link;
        this.sender = sender;
        this.table = table;
    }

    boolean send(AmqpMessage message) {
        if (waiting.size() == table.limits().credit()) {
            return false;
        }
        waiting.add(message);
        sendWaiting();
        return true;
    }

    int credit() {
        return waiting.isEmpty() && !table.isCongested()
                ? Math.clamp(table.limits().credit() - tracked, 0, Math.max(0, sender.getCredit()))
                : 0;
    }

    void dispatch(ByteString tag, AmqpMessage message) {
        if (credit() == 0) {
            throw new IllegalStateException("no credit");
        }
        tracked++;
        var sent = write(tag.toByteArray(), message);
        sent.setContext(new Sent(sent, tag));
    }

    /// The peer may have given credit.
    ///
    /// @return whether there is some left
    boolean sendWaiting() {
        while (sender.getCredit() > 0 && !waiting.isEmpty()) {
            sendUntracked(waiting.remove());
        }
        return credit() > 0;
    }

    /// The peer wants its credit used up or back.
    void drainIfAsked() {
        if (sender.getDrain()) {
            sender.drained();
        }
    }

    private void sendUntracked(AmqpMessage message) {
        Delivery delivery = write(ByteBuffer.allocate(Long.BYTES).putLong(tags++).array(), message);
        if (sender.getSenderSettleMode() == SenderSettleMode.SETTLED) {
            delivery.settle();
        } else {
            unasked.add(delivery);
        }
        if (unasked.size() > UNSETTLED_MAX) {
            unasked.remove().settle();
        }
    }

    private Delivery write(byte[] tag, AmqpMessage message) {
        byte[] bytes = MessageCodec.encode(message);
        Delivery delivery = sender.delivery(tag);
        sender.send(bytes, 0, bytes.length);
        sender.advance();
        return delivery;
    }

    /// The peer has said something about a delivery of ours.
    void heard(Delivery delivery) {
        if (delivery.getContext() instanceof Sent sent) {
            outcome(delivery).ifPresent(sent::heard);
        } else if (unasked.remove(delivery)) {
            delivery.settle();
        }
    }

    /// Empty if it is no last word.
    private static Optional<AmqpOutcome> outcome(Delivery delivery) {
        return switch (delivery.getRemoteState()) {
            case Accepted _ -> Optional.of(AmqpOutcome.ACCEPTED);
            case Rejected _ -> Optional.of(AmqpOutcome.REJECTED);
            case Released _ -> Optional.of(AmqpOutcome.RELEASED);
            case Modified _ -> Optional.of(AmqpOutcome.MODIFIED);
            case null, default ->
                    delivery.remotelySettled()
                            ? Optional.of(AmqpOutcome.UNSTATED)
                            : Optional.empty();
        };
    }

    void forget() {
        waiting.clear();
        unasked.clear();
    }

    /// A message somebody asks about.
    private final class Sent implements AmqpSent {
        private final Delivery delivery;
        private final ByteString tag;
        private boolean told;
        private boolean done;

        private Sent(Delivery delivery, ByteString tag) {
            this.delivery = delivery;
            this.tag = tag;
        }

        @Override
        public AmqpLink link() {
            return link;
        }

        @Override
        public ByteString tag() {
            return tag;
        }

        private void heard(AmqpOutcome outcome) {
            if (!told) {
                told = true;
                table.heard(this, outcome);
            }
        }

        @Override
        public void settle() {
            end(null);
        }

        @Override
        public void fail(AmqpError error) {
            end(error);
        }

        private void end(@Nullable AmqpError error) {
            if (done) {
                return;
            }
            done = true;
            tracked--;
            if (link.hasEnded()) {
                return;
            }
            if (error == null) {
                delivery.disposition(delivery.getRemoteState());
            } else {
                var rejected = new Rejected();
                rejected.setError(Engine.condition(error));
                delivery.disposition(rejected);
            }
            delivery.settle();
        }
    }
}
