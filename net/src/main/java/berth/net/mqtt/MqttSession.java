package berth.net.mqtt;

import berth.net.link.Alarm;
import berth.net.link.ByteLink;
import berth.net.link.DrainingSession;
import berth.net.mqtt.MqttConversation.Departure;
import berth.net.mqtt.MqttEndpoint.Greeting;
import berth.net.mqtt.MqttEndpoint.Remembered;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/// One MQTT connection: whether it may stay. What is said on it is an [Exchange].
///
/// Phases:
/// - GREETING to JUDGING: a CONNECT that can be asked about has come; what comes meanwhile waits.
/// - JUDGING to OPEN: it is accepted.
/// - any to OVER: refused, broken, silent for too long, or left, by either side.
///
/// All methods are called on the link's session thread.
final class MqttSession implements DrainingSession {
    private static final Logger LOG = LoggerFactory.getLogger(MqttSession.class);

    private enum Phase {
        GREETING,
        JUDGING,
        OPEN,
        OVER
    }

    private final ByteLink link;
    private final MqttEndpoint endpoint;
    private final MqttLimits limits;
    private final LongSupplier nanos;
    private final MqttReader reader;
    private final Alarm alarm;
    private final Lane lane;
    private final Pushes pushes;

    private Phase phase = Phase.GREETING;
    private boolean draining;
    private boolean waiting;
    private @Nullable ByteBuffer unread;
    private @Nullable Exchange exchange;
    private long silenceMax;
    private long lastHeard;

    MqttSession(ByteLink link, MqttEndpoint endpoint, MqttLimits limits, LongSupplier nanos) {
        this.link = link;
        this.endpoint = endpoint;
        this.limits = limits;
        this.nanos = nanos;
        this.reader = new MqttReader(limits.firstPacketBytesMax());
        this.alarm = new Alarm(link, nanos, this::late);
        this.lane = new Lane(link);
        this.pushes = new Pushes(link, limits.unreadBytesMax(), this::end);
    }

    void start() {
        alarm.in(limits.connectTime());
    }

    @Override
    public void received(ByteBuffer bytes) {
        ByteBuffer before = unread;
        unread = null;
        read(before == null ? bytes : joined(before, bytes));
    }

    @Override
    public void closed() {
        over(new Departure.Lost("the link is gone"), Lane.NOTHING, Lane.NOTHING);
    }

    @Override
    public void drain() {
        draining = true;
        Exchange open = exchange;
        if (open != null) {
            open.drain();
        } else if (phase == Phase.GREETING) {
            alarm.in(limits.lastConnectTime());
        }
    }

    private void read(ByteBuffer bytes) {
        while (bytes.hasRemaining() && mayRead()) {
            switch (reader.next(bytes)) {
                case MqttRead.Complete(MqttPacket packet) -> take(packet);
                case MqttRead.Incomplete() -> {
                    // The rest is still to come.
                }
                case MqttRead.Broken(String reason) -> end(reason);
            }
            Exchange open = exchange;
            if (open != null && !(bytes.hasRemaining() && mayRead())) {
                // Not before: what has come at once can be worked on at once.
                open.work();
            }
        }
        if (bytes.hasRemaining() && phase != Phase.OVER) {
            keep(bytes);
        }
        pace();
    }

    private boolean mayRead() {
        Exchange open = exchange;
        return phase == Phase.GREETING || (phase == Phase.OPEN && open != null && !open.full());
    }

    /// What is not read here waits with the client.
    private void pace() {
        boolean full = phase == Phase.OPEN && !mayRead();
        if (full && !waiting) {
            waiting = true;
            link.pauseReading();
        } else if (waiting && !full) {
            waiting = false;
            link.resumeReading();
        }
    }

    private void readOn() {
        ByteBuffer rest = unread;
        unread = null;
        read(rest == null ? ByteBuffer.allocate(0) : rest);
    }

    private void take(MqttPacket packet) {
        Exchange open = exchange;
        if (open != null) {
            lastHeard = nanos.getAsLong();
            open.take(packet);
            if (phase == Phase.OPEN) {
                alarm.at(due(open));
            }
            return;
        }
        switch (packet) {
            case MqttPacket.Connect connect -> judge(connect);
            case MqttPacket.ForeignConnect(_, int level) -> {
                LOG.debug("{} speaks MQTT level {}", link.peer().address(), level);
                refuse(ConnectCode.UNACCEPTABLE_PROTOCOL);
            }
            case MqttPacket.ConnAck _,
                    MqttPacket.Publish _,
                    MqttPacket.PubAck _,
                    MqttPacket.Subscribe _,
                    MqttPacket.SubAck _,
                    MqttPacket.Unsubscribe _,
                    MqttPacket.UnsubAck _,
                    MqttPacket.PingReq _,
                    MqttPacket.PingResp _,
                    MqttPacket.Disconnect _ ->
                    end("the first packet is no CONNECT");
        }
    }

    private void judge(MqttPacket.Connect connect) {
        if (utf8Length(connect.clientId()) > limits.clientIdBytesMax()) {
            end("a client identifier that is too long");
            return;
        }
        if (draining) {
            refuse(ConnectCode.SERVER_UNAVAILABLE);
            return;
        }
        phase = Phase.JUDGING;
        alarm.off();
        lane.run(() -> greeting(connect), greeting -> judged(connect, greeting));
    }

    private Greeting greeting(MqttPacket.Connect connect) {
        Greeting greeting = endpoint.connect(connect, link.peer(), pushes);
        if (greeting instanceof Greeting.Welcome(MqttConversation conversation, _)) {
            lane.welcome(conversation);
        }
        return greeting;
    }

    private void judged(MqttPacket.Connect connect, Greeting greeting) {
        if (phase != Phase.JUDGING) {
            return;
        }
        switch (greeting) {
            case Greeting.TurnedAway(ConnectCode code) -> refuse(code);
            case Greeting.Welcome welcome -> {
                if (draining) {
                    refuse(ConnectCode.SERVER_UNAVAILABLE);
                } else {
                    open(connect, welcome);
                }
            }
        }
    }

    private void open(MqttPacket.Connect connect, Greeting.Welcome welcome) {
        MqttConversation conversation = welcome.conversation();
        Remembered remembered = welcome.remembered();
        phase = Phase.OPEN;
        silenceMax = silenceMax(connect.keepAliveSeconds(), conversation.limits().keepAliveMax());
        reader.packetBytesMax(conversation.limits().packetBytesMax());
        link.write(
                MqttWriter.bytes(
                        new MqttPacket.ConnAck(remembered.sessionPresent(), ConnectCode.ACCEPTED)));
        var opened =
                new Exchange(link, conversation, remembered, nanos, lane, pushes, new Hosting());
        exchange = opened;
        lastHeard = nanos.getAsLong();
        alarm.at(due(opened));
        opened.start();
        readOn();
    }

    /// Whichever comes first: the client was not heard of for too long, or had nothing to say.
    private long due(Exchange open) {
        long silent = lastHeard + silenceMax;
        long idle = open.idleFrom(silent);
        return silent - idle < 0 ? silent : idle;
    }

    /// Answers, which move the deadline on, do not set the alarm.
    private void late() {
        Exchange open = exchange;
        if (open != null && waiting) {
            // It cannot be heard now.
            lastHeard = nanos.getAsLong();
        }
        if (open != null && due(open) - nanos.getAsLong() > 0) {
            alarm.at(due(open));
        } else {
            end("silent for too long");
        }
    }

    /// In nanoseconds. Source: MQTT 3.1.1, section 3.1.2.10.
    private static long silenceMax(int keepAliveSeconds, Duration keepAliveMax) {
        var promised = Duration.ofSeconds(keepAliveSeconds);
        boolean useless = promised.isZero() || promised.compareTo(keepAliveMax) > 0;
        return (useless ? keepAliveMax : promised).toNanos() / 2 * 3;
    }

    /// A client may go on before it is let in, but not for long. What comes after it was told to
    /// wait had been received before.
    private void keep(ByteBuffer bytes) {
        if (phase == Phase.JUDGING && bytes.remaining() > limits.firstPacketBytesMax()) {
            end("too much before it is let in");
        } else {
            unread = joined(ByteBuffer.allocate(0), bytes);
        }
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    private void refuse(ConnectCode code) {
        link.write(MqttWriter.bytes(new MqttPacket.ConnAck(false, code)));
        end("refused");
    }

    private void end(String reason) {
        if (phase == Phase.OVER) {
            return;
        }
        LOG.debug("the connection of {} ends: {}", link.peer().address(), reason);
        leave(new Departure.Lost(reason), Lane.NOTHING);
    }

    /// When the house closes, the goodbye comes first: it needs what is closed after the links.
    private void leave(Departure how, Runnable rest) {
        if (draining) {
            over(how, rest, link::close);
        } else {
            over(how, rest, Lane.NOTHING);
            link.close();
        }
    }

    private void over(Departure how, Runnable rest, Runnable then) {
        phase = Phase.OVER;
        unread = null;
        Exchange open = exchange;
        exchange = null;
        if (open != null) {
            open.end();
        }
        alarm.off();
        pushes.end();
        lane.end(how, rest, then);
    }

    static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private final class Hosting implements Exchange.Host {
        @Override
        public void roomAgain() {
            readOn();
        }

        @Override
        public void end(String reason) {
            MqttSession.this.end(reason);
        }

        @Override
        public void goodbye(Runnable rest) {
            leave(new Departure.InPeace(), rest);
        }
    }
}
