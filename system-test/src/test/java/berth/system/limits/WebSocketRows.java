package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.wire.mqtt.MqttPacket.Publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/// The limits of WebSockets. What is over is told in a close frame.
final class WebSocketRows {
    private static final int MESSAGE_BYTES = 320 * 1024;
    private static final int PACKET_BYTES = 128 * 1024;
    private static final int REQUESTS = 3;

    private static final int FIN_BINARY = 0x82;
    private static final int BINARY = 0x02;
    private static final int FIN_CONTINUATION = 0x80;
    private static final int RSV1 = 0x40;

    private WebSocketRows() {}

    private interface Sending {
        void to(WebSocketWire wire) throws IOException;
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row(
                        "WebSocket message of 320 KB",
                        house -> answered(house, wire -> wire.write(requests(MESSAGE_BYTES))),
                        house ->
                                closed(
                                        house,
                                        1009,
                                        wire -> wire.write(requests(MESSAGE_BYTES + 1)))),
                new Row(
                        "WebSocket message of 320 KB in two frames",
                        house -> answered(house, wire -> inTwo(wire, requests(MESSAGE_BYTES))),
                        house ->
                                closed(
                                        house,
                                        1009,
                                        wire -> inTwo(wire, requests(MESSAGE_BYTES + 1)))),
                new Row(
                        "WebSocket without extensions",
                        WebSocketRows::noExtensionIsAgreed,
                        house ->
                                closed(
                                        house,
                                        1002,
                                        wire -> wire.writeFrame(FIN_BINARY | RSV1, new byte[1]))));
    }

    private static WebSocketWire open(House house, String moreHeaders) throws IOException {
        return WebSocketWire.open(house.plug().tls(house.httpsPort()), "mqtt", moreHeaders);
    }

    private static MqttTalk let(House house, WebSocketWire wire) throws IOException {
        return new MqttTalk(wire)
                .open(MqttTalk.connect(house.scope(), "ws-row", house.token("ws-row")));
    }

    /// So many bytes of requests, each as long as MQTT allows but the last.
    private static byte[] requests(int bytes) {
        var all = new ByteArrayOutputStream();
        while (all.size() < bytes) {
            all.writeBytes(request(Math.min(PACKET_BYTES, bytes - all.size())));
        }
        return all.toByteArray();
    }

    /// Polls are answered whatever is in them.
    private static byte[] request(int bytes) {
        var topic = MqttDevice.pollTopic("1", "nobody");
        int around = 1 + 3 + 2 + topic.length();
        return MqttTalk.bytes(
                Publish.atMostOnce(topic, MqttDevice.payload(" ".repeat(bytes - around))));
    }

    private static void inTwo(WebSocketWire wire, byte[] message) throws IOException {
        int half = message.length / 2;
        wire.writeFrame(BINARY, Arrays.copyOf(message, half));
        wire.writeFrame(FIN_CONTINUATION, Arrays.copyOfRange(message, half, message.length));
    }

    private static void answered(House house, Sending sending) throws IOException {
        try (var wire = open(house, "");
                var talk = let(house, wire)) {
            sending.to(wire);
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(MqttDevice.answer(talk.hear()).status()).isEqualTo(404);
            }
        }
    }

    private static void closed(House house, int code, Sending sending) throws IOException {
        try (var wire = open(house, "");
                var talk = let(house, wire)) {
            sending.to(wire);
            talk.hearOut();
            assertThat(wire.closeCode()).isEqualTo(code);
        }
    }

    private static void noExtensionIsAgreed(House house) throws IOException {
        var offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
        try (var wire = open(house, offer);
                var _ = let(house, wire)) {
            assertThat(wire.head().toLowerCase(Locale.ROOT))
                    .doesNotContain("sec-websocket-extensions");
        }
    }
}
