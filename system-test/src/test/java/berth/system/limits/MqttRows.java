package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.Publish;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// The limits of MQTT. What is over ends the connection, unless a packet can say no.
final class MqttRows {
    private static final int KIB = 1024;
    private static final int SUBSCRIPTIONS = 16;
    private static final int IN_FLIGHT = 32;

    private MqttRows() {}

    static Stream<Row> rows() {
        return Stream.of(
                new Row(
                        "MQTT CONNECT of 16 KB",
                        house -> assertThat(greet(house, 16 * KIB)).isEqualTo(ConnectCode.ACCEPTED),
                        house -> ended(house, connect(house, 16 * KIB + 1))),
                new Row(
                        "MQTT client identifier of 300 bytes",
                        house ->
                                assertThat(greet(house, identifier(house, 300)))
                                        .as("judged, and not the registration ID")
                                        .isEqualTo(ConnectCode.IDENTIFIER_REJECTED),
                        house -> ended(house, identifier(house, 301))),
                new Row(
                        "MQTT packet of 128 KB",
                        house -> assertThat(registered(house, packet(128 * KIB))).isEqualTo(202),
                        house -> endedWhenOpen(house, packet(128 * KIB + 1))),
                new Row(
                        "MQTT topic of 512 bytes",
                        house -> assertThat(registered(house, topic(512))).isEqualTo(202),
                        house -> endedWhenOpen(house, topic(513))),
                new Row(
                        "MQTT subscriptions to answers only",
                        house ->
                                assertThat(subscribe(house, answers(SUBSCRIPTIONS)))
                                        .containsOnly(0),
                        house ->
                                assertThat(subscribe(house, List.of("$dps/#", MqttTalk.ANSWERS)))
                                        .containsExactly(MqttPacket.SubAck.REFUSED, 0)),
                new Row(
                        "MQTT requests in flight, 32",
                        MqttRows::allInFlightAreAnswered,
                        house -> endedWhenOpen(house, requests(IN_FLIGHT + 1))));
    }

    private static MqttTalk talk(House house) throws IOException {
        return new MqttTalk(house.plug().tls(house.mqttPort()));
    }

    private static MqttTalk open(House house) throws IOException {
        return talk(house)
                .open(MqttTalk.connect(house.scope(), "mqtt-row", house.token("mqtt-row")));
    }

    private static ConnectCode greet(House house, int bytes) throws IOException {
        return greet(house, connect(house, bytes));
    }

    private static ConnectCode greet(House house, MqttPacket.Connect connect) throws IOException {
        try (var talk = talk(house)) {
            return talk.greet(connect);
        }
    }

    /// So many bytes with everything.
    private static MqttPacket.Connect connect(House house, int bytes) {
        var name = MqttTalk.userName(house.scope(), "mqtt-row") + "&ClientVersion=";
        var token = MqttTalk.secret(house.token("mqtt-row"));
        var without = MqttPacket.Connect.of("mqtt-row", 60, name, token);
        int rest = bytes - MqttTalk.bytes(without).length;
        var connect = MqttPacket.Connect.of("mqtt-row", 60, name + "x".repeat(rest), token);
        assertThat(MqttTalk.bytes(connect)).hasSize(bytes);
        return connect;
    }

    private static MqttPacket.Connect identifier(House house, int bytes) {
        return MqttPacket.Connect.of(
                "x".repeat(bytes),
                60,
                MqttTalk.userName(house.scope(), "mqtt-row"),
                MqttTalk.secret(house.token("mqtt-row")));
    }

    private static void ended(House house, MqttPacket.Connect connect) throws IOException {
        try (var talk = talk(house)) {
            talk.say(connect);
            assertThat(talk.ends()).as("it ends without an answer").isTrue();
        }
    }

    private static void endedWhenOpen(House house, MqttPacket... packets) throws IOException {
        try (var talk = open(house)) {
            talk.say(packets);
            assertThat(talk.ends()).as("it ends without an answer").isTrue();
        } catch (SocketException _) {
            // Closed before all was said: the server had read enough.
        }
    }

    private static int registered(House house, Publish request) throws IOException {
        try (var talk = open(house)) {
            talk.say(request);
            return MqttDevice.answer(talk.hear()).status();
        }
    }

    /// A registration of so many bytes with everything.
    private static Publish packet(int bytes) {
        var topic = MqttDevice.registerTopic("1");
        int around = 1 + 3 + 2 + topic.length();
        var document = HttpsDevice.registration("mqtt-row");
        var publish =
                Publish.atMostOnce(
                        topic, MqttDevice.payload(HttpRows.padded(document, bytes - around)));
        assertThat(MqttTalk.bytes(publish)).hasSize(bytes);
        return publish;
    }

    private static Publish topic(int bytes) {
        int rid = bytes - MqttDevice.registerTopic("").length();
        return Publish.atMostOnce(
                MqttDevice.registerTopic("r".repeat(rid)),
                MqttDevice.payload(HttpsDevice.registration("mqtt-row")));
    }

    private static List<String> answers(int count) {
        return Collections.nCopies(count, MqttTalk.ANSWERS);
    }

    private static List<Integer> subscribe(House house, List<String> filters) throws IOException {
        try (var talk = open(house)) {
            talk.say(MqttTalk.subscribe(filters.toArray(String[]::new)));
            var codes = ((MqttPacket.SubAck) talk.hear()).codes();
            talk.say(new MqttPacket.PingReq());
            assertThat(talk.hear()).as("the connection stays").isEqualTo(new MqttPacket.PingResp());
            return codes;
        }
    }

    private static Publish[] requests(int count) {
        var requests = new Publish[count];
        Arrays.setAll(
                requests,
                i ->
                        Publish.atMostOnce(
                                MqttDevice.pollTopic("r" + i, "nobody"), MqttDevice.payload(" ")));
        return requests;
    }

    private static void allInFlightAreAnswered(House house) throws IOException {
        try (var talk = open(house)) {
            talk.say(requests(IN_FLIGHT));
            var statuses = new ArrayList<Integer>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                statuses.add(MqttDevice.answer(talk.hear()).status());
            }
            assertThat(statuses).containsOnly(404);
        }
    }
}
