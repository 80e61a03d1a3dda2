package berth.net.mqtt;

import berth.net.link.Alarm;
import berth.net.link.ByteLink;
import berth.net.link.DrainingSession;
import berth.net.mqtt.MqttEndpoint.Greeting;
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

    private Phase phase = Phase.GREETING;
    private boolean draining;
    private @Nullable ByteBuffer early;
    private @Nullable Exchange exchange;
    private @Nullable MqttConversation entered;
    private long silenceMax;
    private long lastHeard;

    MqttSession(ByteLink link, MqttEndpoint endpoint, MqttLimits limits, LongSupplier nanos) {
        this.link = link;
        this.endpoint = endpoint;
        this.limits = limits;
        this.nanos = nanos;
        this.reader = new MqttReader(limits.firstPacketBytesMax());
        this.alarm = new Alarm(link, nanos, this::late);
    }

    void start() {
        alarm.in(limits.connectTime());
    }

    @Override
    public void received(ByteBuffer bytes) {
        while (phase == Phase.GREETING || phase == Phase.OPEN) {
            switch (reader.next(bytes)) {
                case MqttRead.Complete(MqttPacket packet) -> take(packet);
                case MqttRead.Incomplete() -> {
                    return;
                }
                case MqttRead.Broken(String reason) -> end(reason);
            }
        }
        if (phase == Phase.JUDGING && bytes.hasRemaining()) {
            keep(bytes);
        }
    }

    @Override
    public void closed() {
        phase = Phase.OVER;
        MqttConversation over = entered;
        entered = null;
        if (over != null) {
            over.leave();
        }
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
        link.work(
                () -> {
                    Greeting greeting = endpoint.connect(connect, link.peer());
                    link.later(Duration.ZERO, () -> judged(connect, greeting));
                });
    }

    private void judged(MqttPacket.Connect connect, Greeting greeting) {
        if (phase != Phase.JUDGING) {
            return;
        }
        switch (greeting) {
            case Greeting.TurnedAway(ConnectCode code) -> refuse(code);
            case Greeting.Welcome(MqttConversation conversation) -> {
                if (draining || !conversation.enter()) {
                    refuse(ConnectCode.SERVER_UNAVAILABLE);
                } else {
                    entered = conversation;
                    open(connect, conversation);
                }
            }
        }
    }

    private void open(MqttPacket.Connect connect, MqttConversation conversation) {
        phase = Phase.OPEN;
        silenceMax = silenceMax(connect.keepAliveSeconds()).toNanos();
        reader.packetBytesMax(conversation.limits().packetBytesMax());
        // Never a session from before: nothing of a client outlives its connection.
        link.write(MqttWriter.bytes(new MqttPacket.ConnAck(false, ConnectCode.ACCEPTED)));
        var opened = new Exchange(link, conversation, nanos, this::end);
        exchange = opened;
        lastHeard = nanos.getAsLong();
        alarm.at(due(opened));
        ByteBuffer waiting = early;
        early = null;
        if (waiting != null) {
            received(waiting);
        }
    }

    /// Whichever comes first: the client was not heard of for too long, or had nothing to say.
    private long due(Exchange open) {
        long silent = lastHeard + silenceMax;
        long idle = open.idleFrom();
        return silent - idle < 0 ? silent : idle;
    }

    /// Answers, which move the deadline on, do not set the alarm.
    private void late() {
        Exchange open = exchange;
        if (open != null && due(open) - nanos.getAsLong() > 0) {
            alarm.at(due(open));
        } else {
            end("silent for too long");
        }
    }

    private Duration silenceMax(int keepAliveSeconds) {
        Duration promised = Duration.ofMillis(keepAliveSeconds * 1_500L);
        return promised.isZero() || promised.compareTo(limits.silenceMax()) > 0
                ? limits.silenceMax()
                : promised;
    }

    /// A client may go on before it is let in, but not for long.
    private void keep(ByteBuffer bytes) {
        ByteBuffer before = early;
        int size = bytes.remaining() + (before == null ? 0 : before.remaining());
        if (size > limits.firstPacketBytesMax()) {
            end("too much before it is let in");
            return;
        }
        var all = ByteBuffer.allocate(size);
        if (before != null) {
            all.put(before);
        }
        early = all.put(bytes).flip();
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
        phase = Phase.OVER;
        early = null;
        exchange = null;
        alarm.off();
        link.close();
    }

    static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
