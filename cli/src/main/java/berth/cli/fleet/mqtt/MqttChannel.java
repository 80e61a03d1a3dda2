package berth.cli.fleet.mqtt;

import berth.cli.fleet.DeviceCaller;
import berth.cli.fleet.DeviceChannel;
import berth.cli.fleet.DeviceReply;
import berth.cli.fleet.Opening;
import berth.cli.fleet.client.MqttManners;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;
import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.ConnAck;
import berth.wire.mqtt.MqttPacket.Connect;
import berth.wire.mqtt.MqttPacket.Disconnect;
import berth.wire.mqtt.MqttPacket.PubAck;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttPacket.SubAck;
import berth.wire.mqtt.MqttPacket.Subscribe;
import berth.wire.mqtt.MqttPacket.Subscription;
import berth.wire.mqtt.MqttPacket.Unsubscribe;
import berth.wire.mqtt.Qos;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// MQTT over one connection, a request at a time. Sends no pings: between two requests it is silent
/// for some seconds only, less than any client's keep-alive.
///
/// Source: dps-device-protocol, sections 2.1 to 2.5.
public final class MqttChannel implements DeviceChannel {
    private static final Logger LOG = LoggerFactory.getLogger(MqttChannel.class);

    private final DeviceCaller caller;
    private final MqttManners manners;
    private final MqttConversation conversation;
    private int packetIds;
    private int requests;

    private MqttChannel(DeviceCaller caller, MqttConversation conversation) {
        this.caller = caller;
        this.manners = caller.client().mqtt();
        this.conversation = conversation;
    }

    /// Introduces the device and subscribes to its answers.
    public static Opening over(ByteStream stream, DeviceCaller caller, Duration timeout)
            throws IOException {
        var channel = new MqttChannel(caller, new MqttConversation(stream));
        var deadline = Deadline.in(timeout);
        channel.conversation.send(channel.connect());
        if (!(channel.conversation.next(deadline)
                instanceof ConnAck(var sessionPresent, var code))) {
            throw new IOException("another packet before the CONNACK");
        }
        if (code != ConnectCode.ACCEPTED) {
            return new Opening.TurnedAway(
                    "CONNACK %d (%s)".formatted(code.number(), code),
                    code == ConnectCode.SERVER_UNAVAILABLE);
        }
        if (sessionPresent) {
            return new Opening.TurnedAway("CONNACK with a session, which there cannot be", false);
        }
        channel.subscribe(deadline);
        return new Opening.Open(channel);
    }

    private Connect connect() {
        var userName =
                "%s/api-version=%s%s"
                        .formatted(
                                caller.resource(),
                                caller.client().apiVersion(),
                                manners.userNameTail());
        var password =
                caller.renewToken()
                        .map(token -> Secret.of(token.getBytes(StandardCharsets.UTF_8)))
                        .orElse(null);
        return new Connect(
                caller.registrationId(),
                manners.cleanSession(),
                manners.keepAliveSeconds(),
                userName,
                password,
                null);
    }

    private void subscribe(Deadline deadline) throws IOException {
        int id = nextPacketId();
        var qos = qos(manners.subscribeQos());
        conversation.send(new Subscribe(id, List.of(new Subscription(DpsTopics.ANSWERS, qos))));
        var expected = new SubAck(id, List.of(qos.level()));
        var packet = conversation.next(deadline);
        if (!packet.equals(expected)) {
            throw new IOException("%s instead of %s".formatted(packet, expected));
        }
    }

    @Override
    public DeviceReply register(Duration timeout) throws IOException {
        var request = nextRequestId();
        return exchange(request, DpsTopics.register(request), caller.registration(false), timeout);
    }

    @Override
    public DeviceReply poll(String operationId, Duration timeout) throws IOException {
        var request = nextRequestId();
        var body =
                switch (manners.pollBody()) {
                    case NOTHING -> "";
                    case BLANK -> " ";
                    case REGISTRATION -> caller.registration(false);
                };
        return exchange(request, DpsTopics.poll(request, operationId), body, timeout);
    }

    private DeviceReply exchange(String request, String topic, String body, Duration timeout)
            throws IOException {
        var payload = ByteString.of(body.getBytes(StandardCharsets.UTF_8));
        boolean acknowledged = manners.publishQos() == 0;
        int id = acknowledged ? 0 : nextPacketId();
        conversation.send(
                acknowledged
                        ? Publish.atMostOnce(topic, payload)
                        : Publish.atLeastOnce(topic, payload, id));
        var deadline = Deadline.in(timeout);
        while (true) {
            switch (conversation.next(deadline)) {
                // one that comes after its answer belongs to an earlier request
                case PubAck(var packetId) -> acknowledged |= packetId == id;
                case Publish answer -> {
                    if (!acknowledged && manners.acknowledgedFirst()) {
                        throw new IOException("an answer before the PUBACK");
                    }
                    return reply(answer, request);
                }
                case MqttPacket other -> throw new IOException("unexpected " + other);
            }
        }
    }

    private DeviceReply reply(Publish answer, String request) throws IOException {
        if (answer.qos() == Qos.AT_LEAST_ONCE) {
            conversation.send(new PubAck(answer.packetId()));
        }
        var topic =
                DpsTopics.answer(answer.topic())
                        .filter(read -> read.requestId().equals(request))
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "not an answer to request %s: %s"
                                                        .formatted(request, answer.topic())));
        return new DeviceReply(
                "MQTT",
                topic.status(),
                topic.retryAfter(),
                new String(answer.payload().toByteArray(), StandardCharsets.UTF_8));
    }

    private static Qos qos(int level) {
        return level == 0 ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
    }

    private int nextPacketId() {
        packetIds = packetIds % 0xffff + 1;
        return packetIds;
    }

    private String nextRequestId() {
        requests++;
        return switch (manners.requestIds()) {
            case COUNTED -> Integer.toString(requests);
            case UUIDS -> UUID.randomUUID().toString();
            case ALWAYS_ONE -> "1";
        };
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        try {
            if (manners.unsubscribes()) {
                conversation.send(new Unsubscribe(nextPacketId(), List.of(DpsTopics.ANSWERS)));
            }
            conversation.send(new Disconnect());
        } catch (IOException e) {
            LOG.trace("taking leave of a server that is gone", e);
        }
        conversation.close();
    }
}
