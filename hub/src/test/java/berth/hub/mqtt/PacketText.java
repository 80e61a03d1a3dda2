package berth.hub.mqtt;

import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.Qos;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Packets as they are written in wire files, one a line:
///
/// ```text
/// CONNECT {client ID} {keep-alive} clean|kept {user name} [{password}]
/// SUBSCRIBE {packet ID} {QoS} {filter} [{filter} …]
/// UNSUBSCRIBE {packet ID} {filter}
/// PUBLISH {QoS}[d][r] {packet ID, 0 for none} {topic} [{payload}]
/// ```
///
/// with `d` for a repetition and `r` for retained, and the others with the numbers they carry.
final class PacketText {
    private PacketText() {}

    /// A client's packet.
    ///
    /// @param will of a CONNECT, as a PUBLISH
    static MqttPacket read(String line, @Nullable Publish will) {
        var word = line.split(" ", -1);
        return switch (word[0]) {
            case "CONNECT" -> connect(line.split(" ", 6), will);
            case "CONNECT-LEVEL" -> new MqttPacket.ForeignConnect("MQTT", number(word[1]));
            case "SUBSCRIBE" -> subscribe(word);
            case "UNSUBSCRIBE" -> new MqttPacket.Unsubscribe(number(word[1]), List.of(word[2]));
            case "PUBLISH" -> publish(line);
            case "PUBACK" -> new MqttPacket.PubAck(number(word[1]));
            case "PINGREQ" -> new MqttPacket.PingReq();
            case "DISCONNECT" -> new MqttPacket.Disconnect();
            default -> throw new AssertionError("not a packet: " + line);
        };
    }

    private static MqttPacket connect(String[] word, @Nullable Publish will) {
        return new MqttPacket.Connect(
                word[1],
                word[3].equals("clean"),
                number(word[2]),
                word.length > 4 ? word[4] : null,
                word.length > 5 ? secret(word[5]) : null,
                will == null
                        ? null
                        : new MqttPacket.Will(
                                will.topic(), will.payload(), will.qos(), will.retain()));
    }

    static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MqttPacket subscribe(String[] word) {
        var wanted = new ArrayList<MqttPacket.Subscription>();
        for (int i = 3; i < word.length; i++) {
            wanted.add(new MqttPacket.Subscription(word[i], qos(word[2])));
        }
        return new MqttPacket.Subscribe(number(word[1]), wanted);
    }

    static Publish publish(String line) {
        var word = line.split(" ", 5);
        return new Publish(
                word[3],
                bytes(word.length > 4 ? word[4] : ""),
                qos(word[1].substring(0, 1)),
                number(word[2]),
                word[1].contains("r"),
                word[1].contains("d"));
    }

    static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteString bytes) {
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
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
                    codes.stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" ", "SUBACK " + id + " ", ""));
            case MqttPacket.UnsubAck(int id) -> "UNSUBACK " + id;
            case MqttPacket.PubAck(int id) -> "PUBACK " + id;
            case MqttPacket.PingResp() -> "PINGRESP";
            case Publish message ->
                    "PUBLISH %d%s%s %d %s %s"
                            .formatted(
                                    message.qos().level(),
                                    message.duplicate() ? "d" : "",
                                    message.retain() ? "r" : "",
                                    message.packetId(),
                                    message.topic(),
                                    text(message.payload()))
                            .stripTrailing();
            case MqttPacket.Connect _,
                    MqttPacket.ForeignConnect _,
                    MqttPacket.Subscribe _,
                    MqttPacket.Unsubscribe _,
                    MqttPacket.PingReq _,
                    MqttPacket.Disconnect _ ->
                    throw new AssertionError("only clients send " + packet);
        };
    }
}
