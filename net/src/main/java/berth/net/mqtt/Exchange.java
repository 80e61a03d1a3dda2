package berth.net.mqtt;

import berth.net.link.ByteLink;
import berth.net.mqtt.MqttConversation.MqttAnswer;
import berth.net.mqtt.MqttConversation.Receipt;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttWriter;
import berth.wire.mqtt.Qos;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What is said on an open connection: subscriptions, messages and their answers.
///
/// Everything is acknowledged in the order it came, at once; answers follow in the order of their
/// messages. Whether the client acknowledges an answer changes nothing: a lost one is asked for
/// again.
///
/// All methods are called on the link's session thread.
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /// A message whose answer is not sent yet.
    private record Request(Receipt.Taken receipt, int bytes, long arrived) {}

    private record Held(MqttAnswer answer, long due) {}

    private final ByteLink link;
    private final MqttConversation conversation;
    private final ConversationLimits limits;
    private final LongSupplier nanos;
    private final Consumer<String> end;

    private final Map<String, Qos> granted = new HashMap<>(2);
    private final Queue<Request> waiting = new ArrayDeque<>(1);
    private final Queue<Held> held = new ArrayDeque<>(1);
    private int waitingBytes;
    private boolean working;
    private boolean timerSet;
    private boolean draining;
    private boolean over;
    private long lastWord;
    private int lastPacketId;

    /// @param end ends the connection, for a reason
    Exchange(
            ByteLink link,
            MqttConversation conversation,
            LongSupplier nanos,
            Consumer<String> end) {
        this.link = link;
        this.conversation = conversation;
        this.limits = conversation.limits();
        this.nanos = nanos;
        this.end = end;
        this.lastWord = nanos.getAsLong();
    }

    void take(MqttPacket packet) {
        switch (packet) {
            case MqttPacket.Publish message -> publish(message);
            case MqttPacket.Subscribe(int id, var wanted) ->
                    write(new MqttPacket.SubAck(id, subscribe(wanted)));
            case MqttPacket.Unsubscribe(int id, var filters) -> {
                filters.forEach(granted::remove);
                write(new MqttPacket.UnsubAck(id));
            }
            case MqttPacket.PubAck(_) -> {
                // Nothing waits for it.
            }
            case MqttPacket.PingReq() -> write(new MqttPacket.PingResp());
            case MqttPacket.Disconnect() -> finish("the client leaves");
            case MqttPacket.Connect _, MqttPacket.ForeignConnect _ -> finish("a second CONNECT");
            case MqttPacket.ConnAck _,
                    MqttPacket.SubAck _,
                    MqttPacket.UnsubAck _,
                    MqttPacket.PingResp _ ->
                    finish("a packet that only servers send");
        }
    }

    /// When it is to be closed for lack of anything to say, if nothing is said until then.
    long idleFrom() {
        return lastWord + limits.idleTime().toNanos();
    }

    /// Finishes what has begun and ends.
    void drain() {
        draining = true;
        endIfDrained();
    }

    private List<Integer> subscribe(List<MqttPacket.Subscription> wanted) {
        var codes = new ArrayList<Integer>(wanted.size());
        for (var one : wanted) {
            codes.add(subscribe(one));
        }
        return codes;
    }

    /// QoS 2 is granted as 1.
    private int subscribe(MqttPacket.Subscription wanted) {
        String filter = wanted.filter();
        boolean full = granted.size() >= limits.subscriptionsMax() && !granted.containsKey(filter);
        if (full || !conversation.mayListen(filter)) {
            return MqttPacket.SubAck.REFUSED;
        }
        Qos qos = wanted.qos() == Qos.AT_MOST_ONCE ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
        granted.put(filter, qos);
        return qos.level();
    }

    private void publish(MqttPacket.Publish message) {
        lastWord = nanos.getAsLong();
        if (MqttSession.utf8Length(message.topic()) > limits.topicBytesMax()) {
            finish("a topic that is too long");
            return;
        }
        switch (conversation.receive(message)) {
            case Receipt.Unwelcome(String reason) -> finish(reason);
            case Receipt.Taken receipt -> take(message, receipt);
        }
    }

    private void take(MqttPacket.Publish message, Receipt.Taken receipt) {
        int bytes = message.payload().length();
        int requests = waiting.size() + held.size() + (working ? 1 : 0);
        boolean heavy = !waiting.isEmpty() && waitingBytes + bytes > limits.waitingBytesMax();
        if (requests >= limits.requestsMax() || heavy) {
            finish("too many requests at one time");
            return;
        }
        if (draining) {
            // Not acknowledged, not begun: the client will ask somebody else.
            return;
        }
        if (message.qos() == Qos.AT_LEAST_ONCE) {
            write(new MqttPacket.PubAck(message.packetId()));
        }
        waiting.add(new Request(receipt, bytes, nanos.getAsLong()));
        waitingBytes += bytes;
        workOn();
    }

    private void workOn() {
        if (working) {
            return;
        }
        Request request = waiting.poll();
        if (request == null) {
            return;
        }
        working = true;
        waitingBytes -= request.bytes();
        link.work(
                () -> {
                    MqttAnswer answer = request.receipt().work().get();
                    link.later(Duration.ZERO, () -> worked(request, answer));
                });
    }

    private void worked(Request request, MqttAnswer answer) {
        working = false;
        if (over) {
            return;
        }
        long due = request.arrived() + request.receipt().answerNotBefore().toNanos();
        held.add(new Held(answer, due));
        workOn();
        release();
    }

    /// Sends the answers that have been held for long enough.
    private void release() {
        while (!timerSet) {
            Held next = held.peek();
            if (next == null) {
                endIfDrained();
                return;
            }
            long rest = next.due() - nanos.getAsLong();
            if (rest > 0) {
                timerSet = true;
                link.later(Duration.ofNanos(rest), this::timeHasCome);
            } else {
                held.remove();
                send(next.answer());
            }
        }
    }

    private void timeHasCome() {
        timerSet = false;
        if (!over) {
            release();
        }
    }

    private void send(MqttAnswer answer) {
        lastWord = nanos.getAsLong();
        Qos qos = granted.get(answer.filter());
        if (qos == null) {
            LOG.debug("{} does not listen to its answer", link.peer().address());
        } else if (qos == Qos.AT_MOST_ONCE) {
            write(MqttPacket.Publish.atMostOnce(answer.topic(), answer.payload()));
        } else {
            lastPacketId = lastPacketId % 0xffff + 1;
            write(MqttPacket.Publish.atLeastOnce(answer.topic(), answer.payload(), lastPacketId));
        }
    }

    private void endIfDrained() {
        if (draining && !working && waiting.isEmpty() && held.isEmpty()) {
            finish("the house closes");
        }
    }

    private void finish(String reason) {
        over = true;
        end.accept(reason);
    }

    private void write(MqttPacket packet) {
        link.write(MqttWriter.bytes(packet));
    }
}
