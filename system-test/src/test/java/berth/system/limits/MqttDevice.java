package berth.system.limits;

import berth.core.id.ByteString;
import berth.wire.mqtt.MqttPacket;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A device that speaks MQTT. It is let in at construction.
final class MqttDevice implements DeviceTalk {
    private static final Pattern ANSWER =
            Pattern.compile(
                    "\\$dps/registrations/res/([0-9]{3})/\\?\\$rid=([^&]*)"
                            + "(?:&retry-after=([^&]*))?");

    private final MqttTalk talk;
    private final String id;
    private int requests;

    /// @param token null for none
    MqttDevice(Wire wire, String scope, String id, @Nullable String token) throws IOException {
        this.id = id;
        this.talk = new MqttTalk(wire).open(MqttTalk.connect(scope, id, token));
    }

    static String registerTopic(String rid) {
        return "$dps/registrations/PUT/iotdps-register/?$rid=" + rid;
    }

    static String pollTopic(String rid, String operationId) {
        return "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=%s&operationId=%s"
                .formatted(rid, operationId);
    }

    static ByteString payload(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer answer(MqttPacket packet) {
        var message = (MqttPacket.Publish) packet;
        var topic = ANSWER.matcher(message.topic());
        if (!topic.matches()) {
            throw new AssertionError(message.topic());
        }
        return Answer.of(
                Integer.parseInt(topic.group(1)),
                topic.group(3) == null ? "" : topic.group(3),
                new String(message.payload().toByteArray(), StandardCharsets.UTF_8));
    }

    @Override
    public Answer register() throws IOException {
        requests++;
        return ask(
                MqttPacket.Publish.atMostOnce(
                        registerTopic("r" + requests), payload(HttpsDevice.registration(id))));
    }

    @Override
    public Answer poll(String operationId) throws IOException {
        requests++;
        return ask(
                MqttPacket.Publish.atMostOnce(
                        pollTopic("r" + requests, operationId), payload(" ")));
    }

    private Answer ask(MqttPacket.Publish request) throws IOException {
        talk.say(request);
        return answer(talk.hear());
    }

    @Override
    public void close() throws IOException {
        talk.close();
    }
}
