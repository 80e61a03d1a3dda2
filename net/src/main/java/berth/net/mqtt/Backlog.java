package berth.net.mqtt;

import berth.net.mqtt.MqttConversation.Consignee;
import berth.net.mqtt.MqttConversation.Receipt;
import berth.wire.mqtt.MqttPacket.Publish;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;

/// What waits for work, and how much of it. On the session's thread.
final class Backlog {
    /// What a client sent, as far as it is work.
    sealed interface Item {
        int bytes();
    }

    /// A message that is acknowledged, and whose answer is not sent yet.
    record Request(Receipt.Taken receipt, int bytes, long arrived) implements Item {}

    /// A message that is not acknowledged.
    record Parcel(Consignee consignee, Publish message) implements Item {
        @Override
        public int bytes() {
            return message.topic().length() + message.payload().length();
        }
    }

    /// A piece of work of another kind.
    record Chore(Supplier<Runnable> work) implements Item {
        @Override
        public int bytes() {
            return 0;
        }
    }

    private final ConversationLimits.Backlog limits;
    private final Queue<Item> waiting = new ArrayDeque<>(1);
    private int bytes;

    Backlog(ConversationLimits.Backlog limits) {
        this.limits = limits;
    }

    /// Whether nothing more is to be read until there is room.
    boolean full() {
        return limits.whenFull() == ConversationLimits.Excess.WAIT
                && (waiting.size() >= limits.messagesMax() || bytes >= limits.bytesMax());
    }

    /// Takes one more, unless it is too much.
    ///
    /// @param others messages that do not wait for work any more, but count
    boolean add(Item item, int others) {
        boolean heavy = !waiting.isEmpty() && bytes + item.bytes() > limits.bytesMax();
        boolean many = waiting.size() + others >= limits.messagesMax();
        if (limits.whenFull() == ConversationLimits.Excess.CLOSE && (heavy || many)) {
            return false;
        }
        waiting.add(item);
        bytes += item.bytes();
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// What is due next, or nothing.
    @Nullable Item next() {
        Item item = waiting.poll();
        if (item != null) {
            bytes -= item.bytes();
        }
        return item;
    }

    /// What is to be done together with `first`.
    List<Publish> batch(Parcel first) {
        var batch = new ArrayList<Publish>();
        batch.add(first.message());
        int size = first.bytes();
        while (batch.size() < limits.batchMessagesMax()
                && waiting.peek() instanceof Parcel next
                && next.consignee().equals(first.consignee())
                && size + next.bytes() <= limits.batchBytesMax()) {
            next();
            size += next.bytes();
            batch.add(next.message());
        }
        return batch;
    }
}
