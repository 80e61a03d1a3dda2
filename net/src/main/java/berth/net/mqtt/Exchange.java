package berth.net.mqtt;

import berth.net.link.ByteLink;
import berth.net.mqtt.Backlog.Chore;
import berth.net.mqtt.Backlog.Parcel;
import berth.net.mqtt.Backlog.Request;
import berth.net.mqtt.MqttConversation.Consent;
import berth.net.mqtt.MqttConversation.MqttAnswer;
import berth.net.mqtt.MqttConversation.Receipt;
import berth.net.mqtt.MqttConversation.Settled;
import berth.net.mqtt.MqttEndpoint.Remembered;
import berth.net.mqtt.MqttOutlet.Fate;
import berth.net.mqtt.MqttOutlet.Push;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttWriter;
import berth.wire.mqtt.Qos;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What is said on an open connection: subscriptions, messages and their answers, and what others
/// push to the client.
///
/// Everything is acknowledged in the order it came: requests at once, what is entrusted after the
/// work. Answers follow in the order of their requests. Whether the client acknowledges an answer
/// changes nothing: a lost one is asked for again.
///
/// All methods are called on the link's session thread.
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /// Whom it can ask for more or for the end.
    interface Host {
        /// There is room for messages again.
        void roomAgain();

        /// The connection ends, for a reason.
        void end(String reason);

        /// The client has said that it leaves.
        ///
        /// @param rest work that it left behind
        void goodbye(Runnable rest);
    }

    private final ByteLink link;
    private final MqttConversation conversation;
    private final ConversationLimits limits;
    private final LongSupplier nanos;
    private final Lane lane;
    private final Pushes pushes;
    private final Host host;

    private final Subscriptions subscriptions;
    private final Backlog backlog;
    private final HeldAnswers held;
    private int underWay;
    private boolean draining;
    private boolean over;
    private long lastWord;

    Exchange(
            ByteLink link,
            MqttConversation conversation,
            Remembered remembered,
            LongSupplier nanos,
            Lane lane,
            Pushes pushes,
            Host host) {
        this.link = link;
        this.conversation = conversation;
        this.limits = conversation.limits();
        this.nanos = nanos;
        this.lane = lane;
        this.pushes = pushes;
        this.host = host;
        this.subscriptions = new Subscriptions(remembered.subscriptions());
        this.backlog = new Backlog(limits.backlog());
        this.held = new HeldAnswers(link, nanos, this::send);
        this.lastWord = nanos.getAsLong();
    }

    /// Begins. Nothing is called before.
    void start() {
        if (!subscriptions.isEmpty()) {
            tellThatItListens(() -> {});
        }
        pushes.open(this::push);
        work();
    }

    void take(MqttPacket packet) {
        switch (packet) {
            case Publish message -> publish(message);
            case MqttPacket.Subscribe subscribe -> subscribe(subscribe);
            case MqttPacket.Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
            case MqttPacket.PubAck(int id) -> pushes.acknowledged(id);
            case MqttPacket.PingReq() -> write(new MqttPacket.PingResp());
            case MqttPacket.Disconnect() -> {
                over = true;
                host.goodbye(rest());
            }
            case MqttPacket.Connect _, MqttPacket.ForeignConnect _ -> finish("a second CONNECT");
            case MqttPacket.ConnAck _,
                    MqttPacket.SubAck _,
                    MqttPacket.UnsubAck _,
                    MqttPacket.PingResp _ ->
                    finish("a packet that only servers send");
        }
    }

    /// Whether nothing more may be taken until [Host#roomAgain].
    boolean full() {
        return backlog.full();
    }

    /// Begins with what waits for work, if nothing is under way.
    void work() {
        if (underWay > 0 || over) {
            return;
        }
        switch (backlog.next()) {
            case null -> {}
            case Request request -> {
                underWay = 1;
                lane.run(request.receipt().work(), answer -> worked(request, answer));
            }
            case Parcel parcel -> {
                List<Publish> batch = backlog.batch(parcel);
                underWay = batch.size();
                lane.run(() -> parcel.consignee().take(batch), settled -> settled(batch, settled));
            }
            case Chore(var chore) -> {
                underWay = 1;
                lane.run(chore, this::done);
            }
        }
    }

    /// When it is to be closed for lack of anything to say, if nothing is said until then.
    ///
    /// @param never what to say if it may rest for ever
    long idleFrom(long never) {
        Duration idleTime = limits.idleTime();
        return idleTime == null ? never : lastWord + idleTime.toNanos();
    }

    /// Finishes what has begun and ends.
    void drain() {
        draining = true;
        endIfDrained();
    }

    /// It has ended.
    void end() {
        over = true;
        held.end();
    }

    private void subscribe(MqttPacket.Subscribe packet) {
        var wanted = packet.subscriptions();
        var asked = wanted.subList(0, Math.min(wanted.size(), limits.filtersMax()));
        switch (conversation.subscribe(asked)) {
            case Consent.Now(var granted) -> write(grant(packet, granted));
            case Consent.AfterWork(var work) ->
                    add(
                            new Chore(
                                    () -> {
                                        List<Boolean> granted = work.get();
                                        return () -> announce(grant(packet, granted));
                                    }));
        }
    }

    /// The conversation hears of it first and the client then: whoever has its SUBACK misses
    /// nothing any more. What is pushed in between comes behind the SUBACK.
    private void announce(MqttPacket.SubAck answer) {
        pushes.hold();
        tellThatItListens(
                () -> {
                    write(answer);
                    pushes.open(this::push);
                });
    }

    /// One code for each filter; those that nobody was asked about are refused.
    private MqttPacket.SubAck grant(MqttPacket.Subscribe packet, List<Boolean> granted) {
        var codes = new ArrayList<Integer>();
        for (var one : packet.subscriptions()) {
            boolean yes = codes.size() < granted.size() && granted.get(codes.size());
            codes.add(yes ? subscriptions.grant(one).level() : MqttPacket.SubAck.REFUSED);
        }
        return new MqttPacket.SubAck(packet.packetId(), codes);
    }

    /// Before anything else that waits: nothing is to be pushed into the void.
    private void tellThatItListens(Runnable then) {
        underWay = 1;
        Supplier<Runnable> work =
                () -> {
                    conversation.listens();
                    return then;
                };
        lane.run(work, this::done);
    }

    private void unsubscribe(MqttPacket.Unsubscribe packet) {
        Runnable then =
                () -> {
                    subscriptions.end(packet.filters());
                    write(new MqttPacket.UnsubAck(packet.packetId()));
                };
        conversation
                .unsubscribe(packet.filters())
                .ifPresentOrElse(
                        work ->
                                add(
                                        new Chore(
                                                () -> {
                                                    work.run();
                                                    return then;
                                                })),
                        then);
    }

    private void publish(Publish message) {
        lastWord = nanos.getAsLong();
        if (MqttSession.utf8Length(message.topic()) > limits.topicBytesMax()) {
            finish("a topic that is too long");
            return;
        }
        switch (conversation.receive(message)) {
            case Receipt.Unwelcome(String reason) -> finish(reason);
            case Receipt.Entrusted(var consignee) -> add(new Parcel(consignee, message));
            case Receipt.Taken receipt -> {
                int bytes = message.payload().length();
                boolean taken = add(new Request(receipt, bytes, nanos.getAsLong()));
                if (taken && message.qos() == Qos.AT_LEAST_ONCE) {
                    write(new MqttPacket.PubAck(message.packetId()));
                }
            }
        }
    }

    private boolean add(Backlog.Item item) {
        if (draining) {
            // Not acknowledged, not begun: the client will ask somebody else.
            return false;
        }
        if (!backlog.add(item, held.size() + underWay)) {
            finish("too many requests at one time");
            return false;
        }
        return true;
    }

    /// The client need not wait for what it has entrusted to us before it leaves.
    private Runnable rest() {
        var parcels = new ArrayList<Parcel>();
        var batches = new ArrayList<List<Publish>>();
        for (var item = backlog.next(); item != null; item = backlog.next()) {
            if (item instanceof Parcel parcel) {
                parcels.add(parcel);
                batches.add(backlog.batch(parcel));
            }
        }
        return () -> {
            Settled last = new Settled.All(List.of());
            for (int i = 0; i < parcels.size() && last instanceof Settled.All; i++) {
                last = parcels.get(i).consignee().take(batches.get(i));
            }
        };
    }

    private void worked(Request request, MqttAnswer answer) {
        if (over) {
            return;
        }
        long due = request.arrived() + request.receipt().answerNotBefore().toNanos();
        underWay = 0;
        held.hold(answer, due);
        goOn();
    }

    private void settled(List<Publish> batch, Settled settled) {
        if (over) {
            return;
        }
        switch (settled) {
            case Settled.All(var answers) -> {
                acknowledge(batch);
                answers.forEach(this::push);
                goOn();
            }
            case Settled.Ending(int acknowledged, String reason) -> {
                acknowledge(batch.subList(0, acknowledged));
                finish(reason);
            }
        }
    }

    private void done(Runnable then) {
        if (!over) {
            underWay = 0;
            then.run();
            if (underWay == 0) {
                goOn();
            }
        }
    }

    private void goOn() {
        boolean wasFull = backlog.full();
        underWay = 0;
        work();
        if (wasFull && !backlog.full()) {
            host.roomAgain();
        }
        endIfDrained();
    }

    /// In one piece: a packet each would be a write each.
    private void acknowledge(List<Publish> batch) {
        var sure = batch.stream().filter(message -> message.qos() == Qos.AT_LEAST_ONCE).toList();
        if (!sure.isEmpty()) {
            var bytes = ByteBuffer.allocate(sure.size() * MqttPacket.PubAck.BYTES);
            sure.forEach(
                    message ->
                            bytes.put(MqttWriter.bytes(new MqttPacket.PubAck(message.packetId()))));
            link.write(bytes.flip());
        }
    }

    private void send(MqttAnswer answer) {
        lastWord = nanos.getAsLong();
        var qos = subscriptions.qos(answer.topic());
        if (qos.isEmpty()) {
            LOG.debug("{} does not listen to its answer", link.peer().address());
        } else if (qos.get() == Qos.AT_MOST_ONCE) {
            write(Publish.atMostOnce(answer.topic(), answer.payload()));
        } else {
            int id = pushes.nextPacketId();
            write(Publish.atLeastOnce(answer.topic(), answer.payload(), id));
        }
        endIfDrained();
    }

    private void push(Push push) {
        lastWord = nanos.getAsLong();
        var granted = subscriptions.qos(push.topic());
        if (granted.isEmpty()) {
            push.told().accept(Fate.UNHEARD);
        } else if (granted.get() == Qos.AT_MOST_ONCE || push.qosMax() == Qos.AT_MOST_ONCE) {
            write(Publish.atMostOnce(push.topic(), push.payload()));
            push.told().accept(Fate.SENT);
        } else if (pushes.unacknowledged() >= limits.pushesMax()) {
            push.told().accept(Fate.FULL);
        } else {
            int id = pushes.expect(push);
            write(
                    new Publish(
                            push.topic(),
                            push.payload(),
                            Qos.AT_LEAST_ONCE,
                            id,
                            false,
                            push.repeated()));
        }
    }

    private void endIfDrained() {
        if (draining && !over && underWay == 0 && backlog.isEmpty() && held.size() == 0) {
            finish("the house closes");
        }
    }

    private void finish(String reason) {
        over = true;
        host.end(reason);
    }

    private void write(MqttPacket packet) {
        link.write(MqttWriter.bytes(packet));
    }
}
