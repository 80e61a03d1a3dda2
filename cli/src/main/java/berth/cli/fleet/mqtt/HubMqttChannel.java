package berth.cli.fleet.mqtt;

import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.hub.HubCaller;
import berth.cli.fleet.hub.HubChannel;
import berth.cli.fleet.hub.HubFeature;
import berth.cli.fleet.hub.HubOpening;
import berth.cli.fleet.hub.HubPush;
import berth.cli.fleet.hub.Settlement;
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
import berth.wire.mqtt.Qos;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A device at its hub over MQTT, as stock clients talk there: telemetry at QoS 1, twins and
/// methods at QoS 0. Sends no pings: it does not stay for longer than its keep-alive.
///
/// Source: iot-hub-protocol, sections 1.4 and 2.
public final class HubMqttChannel implements HubChannel {
    private static final Logger LOG = LoggerFactory.getLogger(HubMqttChannel.class);
    private static final int KEEP_ALIVE_SECONDS = 240;

    private final HubCaller caller;
    private final MqttConversation conversation;
    private final Deque<HubPush> pushes = new ArrayDeque<>();
    private final Set<String> answersOf = new HashSet<>();
    private int packetIds;
    private int requests;

    private HubMqttChannel(HubCaller caller, MqttConversation conversation) {
        this.caller = caller;
        this.conversation = conversation;
    }

    /// Introduces the device.
    public static HubOpening over(ByteStream stream, HubCaller caller, Duration timeout)
            throws IOException {
        var conversation = new MqttConversation(stream);
        conversation.send(connect(caller));
        if (!(conversation.next(Deadline.in(timeout)) instanceof ConnAck(_, var code))) {
            throw new IOException("another packet before the CONNACK");
        }
        return code == ConnectCode.ACCEPTED
                ? new HubOpening.Open(new HubMqttChannel(caller, conversation))
                : new HubOpening.TurnedAway("CONNACK %d (%s)".formatted(code.number(), code));
    }

    private static Connect connect(HubCaller caller) {
        var password =
                caller.token()
                        .map(token -> Secret.of(token.getBytes(StandardCharsets.UTF_8)))
                        .orElse(null);
        return new Connect(
                caller.deviceId(),
                false,
                KEEP_ALIVE_SECONDS,
                "%s/%s/?api-version=2021-04-12&DeviceClientType=berth"
                        .formatted(caller.host(), caller.deviceId()),
                password,
                null);
    }

    private HubTopics topics(String deviceId) {
        return new HubTopics(caller.deviceId(), deviceId);
    }

    @Override
    public HubAnswer telemetry(String deviceId, String body, Duration timeout) throws IOException {
        int id = nextPacketId();
        try {
            conversation.send(Publish.atLeastOnce(topics(deviceId).telemetry(), bytes(body), id));
            await(new PubAck(id), Deadline.in(timeout));
            return HubAnswer.done();
        } catch (EOFException | SocketException e) {
            return closed(e);
        }
    }

    @Override
    public HubAnswer twin(String deviceId, Duration timeout) throws IOException {
        var request = Integer.toString(++requests);
        return ask(deviceId, topics(deviceId).twin(request), "", request, timeout);
    }

    @Override
    public HubAnswer report(String deviceId, String patch, Duration timeout) throws IOException {
        var request = Integer.toString(++requests);
        return ask(deviceId, topics(deviceId).report(request), patch, request, timeout);
    }

    private HubAnswer ask(
            String deviceId, String topic, String body, String request, Duration timeout)
            throws IOException {
        var deadline = Deadline.in(timeout);
        try {
            if (answersOf.add(deviceId)) {
                var granted = subscribe(topics(deviceId).twinAnswers(), deadline);
                if (!(granted instanceof HubAnswer.Done)) {
                    answersOf.remove(deviceId);
                    return granted;
                }
            }
            conversation.send(Publish.atMostOnce(topic, bytes(body)));
            return answer(request, deadline);
        } catch (EOFException | SocketException e) {
            return closed(e);
        }
    }

    private HubAnswer answer(String request, Deadline deadline) throws IOException {
        while (true) {
            var packet = conversation.next(deadline);
            if (packet instanceof Publish publish
                    && incoming(publish) instanceof HubTopics.Incoming.Answer(var status, var id)
                    && id.equals(request)) {
                var body = text(publish.payload());
                return status < 300
                        ? new HubAnswer.Done(body)
                        : new HubAnswer.Refused(status, body);
            }
            keep(packet);
        }
    }

    @Override
    public HubAnswer listen(String deviceId, HubFeature feature, Duration timeout)
            throws IOException {
        try {
            return subscribe(topics(deviceId).filter(feature), Deadline.in(timeout));
        } catch (EOFException | SocketException e) {
            return closed(e);
        }
    }

    private HubAnswer subscribe(String filter, Deadline deadline) throws IOException {
        int id = nextPacketId();
        conversation.send(new Subscribe(id, List.of(new Subscription(filter, Qos.AT_LEAST_ONCE))));
        while (true) {
            var packet = conversation.next(deadline);
            if (packet instanceof SubAck(var packetId, var codes) && packetId == id) {
                return codes.equals(List.of(SubAck.REFUSED))
                        ? new HubAnswer.Refused(HubAnswer.FORBIDDEN, "SUBACK 0x80 for " + filter)
                        : HubAnswer.done();
            }
            keep(packet);
        }
    }

    @Override
    public Optional<HubPush> next(Duration timeout) throws IOException {
        var deadline = Deadline.in(timeout);
        try {
            while (pushes.isEmpty()) {
                keep(conversation.next(deadline));
            }
        } catch (SocketTimeoutException _) {
            return Optional.empty(); // what the caller allows for
        }
        return Optional.of(pushes.remove());
    }

    @Override
    public HubAnswer respond(HubPush.Method call, int status, String payload, Duration timeout)
            throws IOException {
        var topic = topics(call.deviceId()).response(status, call.id());
        conversation.send(Publish.atMostOnce(topic, bytes(payload)));
        return HubAnswer.done();
    }

    /// MQTT has no word for anything but taking a message.
    @Override
    public HubAnswer settle(HubPush.Command command, Settlement settlement, Duration timeout)
            throws IOException {
        if (settlement != Settlement.COMPLETE) {
            return new HubAnswer.NotOffered();
        }
        conversation.send(new PubAck(Integer.parseInt(command.lock())));
        return HubAnswer.done();
    }

    private void await(MqttPacket wanted, Deadline deadline) throws IOException {
        for (var packet = conversation.next(deadline);
                !packet.equals(wanted);
                packet = conversation.next(deadline)) {
            keep(packet);
        }
    }

    private void keep(MqttPacket packet) throws IOException {
        switch (packet) {
            // those of an earlier request, which was given up
            case PubAck _, SubAck _ -> {}
            case Publish publish -> keep(publish);
            case MqttPacket other -> throw new IOException("unexpected " + other);
        }
    }

    private void keep(Publish publish) throws IOException {
        switch (incoming(publish)) {
            case HubTopics.Incoming.Answer _ -> {}
            case HubTopics.Incoming.Method(var device, var name, var id) ->
                    pushes.add(new HubPush.Method(device, name, id, text(publish.payload())));
            case HubTopics.Incoming.Desired(var device) ->
                    pushes.add(new HubPush.Desired(device, text(publish.payload())));
            case HubTopics.Incoming.Command(var device) ->
                    pushes.add(
                            new HubPush.Command(
                                    device,
                                    Integer.toString(publish.packetId()),
                                    text(publish.payload())));
        }
    }

    private HubTopics.Incoming incoming(Publish publish) throws IOException {
        return HubTopics.incoming(caller.deviceId(), publish.topic())
                .orElseThrow(() -> new IOException("no topic of a hub's: " + publish.topic()));
    }

    private static HubAnswer closed(IOException e) {
        return new HubAnswer.Closed(String.valueOf(e.getMessage()));
    }

    private int nextPacketId() {
        packetIds = packetIds % 0xffff + 1;
        return packetIds;
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteString payload) {
        return new String(payload.toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            conversation.send(new Disconnect());
        } catch (IOException e) {
            LOG.trace("taking leave of a hub that is gone", e);
        }
        conversation.close();
    }
}
