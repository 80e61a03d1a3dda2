package berth.endpoint.device.mqtt;

import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.Qos;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// Packets as they are written in wire files, one a line:
///
/// ```text
/// CONNECT {client ID} {keep-alive} {user name} [{password}]
/// CONNECT-LEVEL {level} {protocol}
/// SUBSCRIBE {packet ID} {QoS} {filter}
/// PUBLISH {QoS} {packet ID, 0 for none} {topic} [{payload}]
/// ```
///
/// and the others with the numbers they carry. `{token}` is the stock Python client's token of
/// `dev-01`, `{blank}` a blank.
final class PacketText {
    private static final String TOKEN =
            "SharedAccessSignature sr=0neABCDEF01%2Fregistrations%2Fdev-01"
                    + "&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=1893456000";

    private PacketText() {}

    /// A client's packet.
    static MqttPacket read(String line) {
        var word = line.split(" ", -1);
        return switch (word[0]) {
            case "CONNECT" -> connect(line.split(" ", 5));
            case "CONNECT-LEVEL" -> new MqttPacket.ForeignConnect(word[2], number(word[1]));
            case "SUBSCRIBE" ->
                    new MqttPacket.Subscribe(
                            number(word[1]),
                            List.of(new MqttPacket.Subscription(word[3], qos(word[2]))));
            case "UNSUBSCRIBE" -> new MqttPacket.Unsubscribe(number(word[1]), List.of(word[2]));
            case "PUBLISH" -> publish(line.split(" ", 5));
            case "PUBACK" -> new MqttPacket.PubAck(number(word[1]));
            case "PINGREQ" -> new MqttPacket.PingReq();
            case "DISCONNECT" -> new MqttPacket.Disconnect();
            default -> throw new AssertionError("not a packet: " + line);
        };
    }

    private static MqttPacket connect(String[] word) {
        return new MqttPacket.Connect(
                word[1].equals("{blank}") ? "" : word[1],
                false,
                number(word[2]),
                word.length > 3 ? word[3] : null,
                word.length > 4 ? secret(word[4]) : null,
                null);
    }

    private static Secret secret(String text) {
        return Secret.of(text.replace("{token}", TOKEN).getBytes(StandardCharsets.UTF_8));
    }

    private static MqttPacket publish(String[] word) {
        var payload = word.length > 4 ? word[4].replace("{blank}", " ") : "";
        return new MqttPacket.Publish(
                word[3],
                ByteString.of(payload.getBytes(StandardCharsets.UTF_8)),
                qos(word[1]),
                number(word[2]),
                false,
                false);
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static Qos qos(String text) {
        return switch (text) {
            case "0" -> Qos.AT_MOST_ONCE;
            case "1" -> Qos.AT_LEAST_ONCE;
            default -> Qos.EXACTLY_ONCE;
        };
    }

    /// A server's packet.
    static String write(MqttPacket packet) {
        return switch (packet) {
            case MqttPacket.ConnAck(boolean present, var code) ->
                    "CONNACK " + code.number() + (present ? " with a session" : "");
            case MqttPacket.SubAck(int id, var codes) ->
                    "SUBACK %d %s"
                            .formatted(
                                    id,
                                    codes.stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(" ")));
            case MqttPacket.UnsubAck(int id) -> "UNSUBACK " + id;
            case MqttPacket.PubAck(int id) -> "PUBACK " + id;
            case MqttPacket.PingResp() -> "PINGRESP";
            case MqttPacket.Publish message -> write(message);
            case MqttPacket.Connect _,
                    MqttPacket.ForeignConnect _,
                    MqttPacket.Subscribe _,
                    MqttPacket.Unsubscribe _,
                    MqttPacket.PingReq _,
                    MqttPacket.Disconnect _ ->
                    throw new AssertionError("only clients send " + packet);
        };
    }

    private static String write(MqttPacket.Publish message) {
        assertPlain(message);
        try {
            return "PUBLISH %d %d %s %s"
                    .formatted(
                            message.qos().level(),
                            message.packetId(),
                            message.topic(),
                            JsonText.text(JsonText.parse(message.payload(), JsonLimits.DEFAULT)));
        } catch (MalformedJson e) {
            throw new AssertionError("an answer is JSON", e);
        }
    }

    private static void assertPlain(MqttPacket.Publish message) {
        if (message.retain() || message.duplicate()) {
            throw new AssertionError("an answer is neither retained nor repeated");
        }
    }
}
