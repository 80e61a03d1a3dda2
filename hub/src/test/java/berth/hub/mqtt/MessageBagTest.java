package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.SystemProperty;
import berth.core.id.ByteString;
import berth.hub.live.MethodCall;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttWriter;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

class MessageBagTest {
    private static final HubClient DEVICE = HubClient.parse("dev-01");
    private static final OutTopics TOPICS = new OutTopics(DEVICE);

    private static CommandMessage command(
            Map<String, String> system, Map<String, String> application, FeedbackRequest feedback) {
        return new CommandMessage(
                7,
                DEVICE,
                "1",
                new DeviceMessage(system, application, ByteString.EMPTY),
                feedback,
                Instant.EPOCH,
                Instant.parse("2030-01-01T00:00:00Z"),
                0);
    }

    /// V12 of iot-hub-protocol.
    @Test
    void theTopicOfACommandIsTheVectors() {
        var command =
                command(
                        Map.of(
                                SystemProperty.MESSAGE_ID,
                                "m-1",
                                SystemProperty.EXPIRY,
                                "2030-01-01T00:00:00Z"),
                        Map.of("color", "red"),
                        FeedbackRequest.FULL);

        assertThat(TOPICS.command(command))
                .isEqualTo(
                        "devices/dev-01/messages/devicebound/%24.mid=m-1"
                                + "&%24.to=%2Fdevices%2Fdev-01%2Fmessages%2Fdevicebound"
                                + "&%24.exp=2030-01-01T00%3A00%3A00.0000000Z"
                                + "&iothub-ack=full&color=red");
    }

    /// V11 of iot-hub-protocol, but for the identifier: ours is a UUID.
    @Test
    void theTopicOfAMethodIsTheVectors() {
        var id = UUID.fromString("00112233-4455-4677-8899-aabbccddeeff");
        var payload = PacketText.bytes("{\"delay\":5}");
        var topic = TOPICS.method(new MethodCall(id, DEVICE, "reboot", payload));

        assertThat(topic).isEqualTo("$iothub/methods/POST/reboot/?$rid=" + id);
        assertThat(hex(MqttPacket.Publish.atMostOnce(topic.replace(id.toString(), "7"), payload)))
                .isEqualTo(
                        "3030002324696f746875622f6d6574686f64732f504f53542f7265626f6f742f3f"
                                + "247269643d377b2264656c6179223a357d");
    }

    private static String hex(MqttPacket packet) {
        var bytes = MqttWriter.bytes(packet);
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    /// Stock clients fail on a command without properties, and on one that has an empty value.
    @Test
    void aCommandWithoutAnythingHasAnIdentifierAndAnAddress() {
        var application = new LinkedHashMap<String, String>();
        application.put("empty", "");
        application.put("$.to", "/elsewhere");

        assertThat(TOPICS.command(command(Map.of(), application, FeedbackRequest.NONE)))
                .isEqualTo(
                        "devices/dev-01/messages/devicebound/%24.mid=c7"
                                + "&%24.to=%2Fdevices%2Fdev-01%2Fmessages%2Fdevicebound");
    }

    @Test
    void aTimeThatIsNoneIsLeftOut() {
        assertThat(
                        TOPICS.command(
                                command(
                                        Map.of(SystemProperty.CREATION_TIME, "yesterday"),
                                        Map.of(),
                                        FeedbackRequest.NONE)))
                .doesNotContain("ctime");
    }

    @Test
    void everySystemPropertyOfTelemetryHasItsName() {
        var bag =
                PropertyBag.parse(
                        "$.mid=1&%24.cid=2&$.uid=3&$.to=4&$.ct=5&$.ce=6&$.ctime=7&$.exp=8&$.ifid=9"
                                + "&$.sub=10&$.on=11&$.cdid=12&$.cmid=13&$.schema=14&$.diagid=15"
                                + "&$.diagctx=16&$.other=17&iothub-ack=full&null");

        var message = MessageBag.telemetry(bag, false, ByteString.EMPTY);

        assertThat(message.system())
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("message-id", "1"),
                                Map.entry("correlation-id", "2"),
                                Map.entry("user-id", "3"),
                                Map.entry("to", "4"),
                                Map.entry("content-type", "5"),
                                Map.entry("content-encoding", "6"),
                                Map.entry("iothub-creation-time-utc", "7"),
                                Map.entry("absolute-expiry-time", "8"),
                                Map.entry("iothub-interface-id", "9"),
                                Map.entry("dt-subject", "10"),
                                Map.entry("iothub-outputname", "11"),
                                Map.entry("iothub-connection-device-id", "12"),
                                Map.entry("iothub-connection-module-id", "13"),
                                Map.entry("iothub-message-schema", "14"),
                                Map.entry("Diagnostic-Id", "15"),
                                Map.entry("Correlation-Context", "16")));
        assertThat(message.application())
                .isEqualTo(Map.of("$.other", "17", "iothub-ack", "full", "null", ""));
    }
}
