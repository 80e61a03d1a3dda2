package berth.system.limits;

import berth.wire.mqtt.MqttPacket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/// Everything a client can be slow with.
final class SlowClients {
    /// At ten bytes a second nobody comes to the end of this in a test's time.
    private static final int LONG = 2_000;

    private SlowClients() {}

    record Slow(String name, Saying says) {}

    interface Saying {
        Drip.Ending to(House house) throws IOException;
    }

    static Stream<Slow> all() {
        return Stream.of(
                new Slow("handshake, silent", SlowClients::silentHandshake),
                new Slow("handshake, dripping", SlowClients::drippingHandshake),
                new Slow("handshake of MQTT, dripping", SlowClients::drippingMqttHandshake),
                new Slow("HTTP, silent after the handshake", SlowClients::silentHttp),
                new Slow("HTTP head, dripping", house -> drip(house, http(head()))),
                new Slow("HTTP body, dripping", SlowClients::drippingBody),
                new Slow("HTTP chunks, dripping", SlowClients::drippingChunks),
                new Slow("HTTP, idle between requests", SlowClients::idleHttp),
                new Slow(
                        "WebSocket upgrade, dripping",
                        house -> drip(house, http(WebSocketWire.request("mqtt", padding())))),
                new Slow("MQTT, silent after the handshake", SlowClients::silentMqtt),
                new Slow("MQTT CONNECT, dripping", SlowClients::drippingConnect),
                new Slow("MQTT CONNECT in a WebSocket, dripping", SlowClients::drippingInWebSocket),
                new Slow("MQTT, silent after CONNECT", house -> openMqtt(house, 0)),
                new Slow("MQTT, pinging and nothing else", SlowClients::pingingMqtt),
                new Slow("AMQP, silent after the handshake", SlowClients::silentAmqp),
                new Slow("AMQP header and SASL, dripping", SlowClients::drippingAmqp),
                new Slow(
                        "AMQP SASL in a WebSocket, dripping", SlowClients::drippingAmqpInWebSocket),
                new Slow("AMQP, silent after SASL", SlowClients::silentAfterSasl),
                new Slow("AMQP, silent after open", SlowClients::silentAfterOpen));
    }

    private record Talk(Wire wire, String text, long start) {}

    private interface Beginning {
        Talk at(House house) throws IOException;
    }

    private static Drip.Ending drip(House house, Beginning beginning) throws IOException {
        var talk = beginning.at(house);
        return Drip.bytes(talk.wire(), HttpTalk.bytes(talk.text()), talk.start());
    }

    private static Beginning http(String text) {
        return house -> {
            long start = System.nanoTime();
            return new Talk(house.plug().tls(house.httpsPort()), text, start);
        };
    }

    private static String head() {
        return "GET / HTTP/1.1\r\nHost: %s\r\n%s".formatted(House.HOST, padding());
    }

    private static String padding() {
        return "X-Pad: %s\r\n".formatted("x".repeat(LONG));
    }

    private static Drip.Ending silentHandshake(House house) throws IOException {
        long start = System.nanoTime();
        return Drip.silence(new SocketWire(house.plug().tcp(house.httpsPort())), start);
    }

    private static Drip.Ending drippingHandshake(House house) throws IOException {
        return handshake(house, house.httpsPort());
    }

    private static Drip.Ending drippingMqttHandshake(House house) throws IOException {
        return handshake(house, house.mqttPort());
    }

    private static Drip.Ending handshake(House house, int port) throws IOException {
        var hello = ByteBuffer.allocate(32 * 1024);
        house.plug().engine().wrap(ByteBuffer.allocate(0), hello);
        long start = System.nanoTime();
        return Drip.bytes(
                new SocketWire(house.plug().tcp(port)),
                Arrays.copyOf(hello.array(), hello.position()),
                start);
    }

    private static Drip.Ending silentHttp(House house) throws IOException {
        long start = System.nanoTime();
        return Drip.silence(house.plug().tls(house.httpsPort()), start);
    }

    private static Drip.Ending drippingBody(House house) throws IOException {
        long start = System.nanoTime();
        var wire = house.plug().tls(house.httpsPort());
        wire.write(HttpTalk.bytes(registerHead(house, "Content-Length", Integer.toString(LONG))));
        return Drip.bytes(wire, HttpTalk.bytes(" ".repeat(LONG)), start);
    }

    private static Drip.Ending drippingChunks(House house) throws IOException {
        long start = System.nanoTime();
        var wire = house.plug().tls(house.httpsPort());
        wire.write(HttpTalk.bytes(registerHead(house, "Transfer-Encoding", "chunked")));
        return Drip.bytes(wire, HttpTalk.bytes("1\r\n \r\n".repeat(LONG)), start);
    }

    private static String registerHead(House house, String framing, String value) {
        return HttpTalk.request(
                "PUT",
                HttpsDevice.target(house.scope(), "slow", "register"),
                Map.of("Authorization", house.token("slow"), framing, value),
                "");
    }

    private static Drip.Ending idleHttp(House house) throws IOException {
        var wire = house.plug().tls(house.httpsPort());
        long start = System.nanoTime();
        var device = new HttpsDevice(wire, house.scope(), "slow", house.token("slow"));
        device.register();
        return Drip.silence(wire, start);
    }

    private static Drip.Ending silentMqtt(House house) throws IOException {
        long start = System.nanoTime();
        return Drip.silence(house.plug().tls(house.mqttPort()), start);
    }

    private static byte[] connect(House house) {
        var connect = MqttTalk.connect(house.scope(), "slow", house.token("slow"));
        return MqttTalk.bytes(connect);
    }

    private static Drip.Ending drippingConnect(House house) throws IOException {
        long start = System.nanoTime();
        return Drip.bytes(house.plug().tls(house.mqttPort()), connect(house), start);
    }

    private static Drip.Ending drippingInWebSocket(House house) throws IOException {
        var beneath = house.plug().tls(house.httpsPort());
        long start = System.nanoTime();
        return Drip.bytes(WebSocketWire.open(beneath, "mqtt"), connect(house), start);
    }

    /// @param keepAliveSeconds 0 for a client that promises nothing
    private static Drip.Ending openMqtt(House house, int keepAliveSeconds) throws IOException {
        var wire = house.plug().tls(house.mqttPort());
        long start = System.nanoTime();
        new MqttTalk(wire)
                .open(
                        MqttTalk.connect(
                                house.scope(), "slow", house.token("slow"), keepAliveSeconds));
        return Drip.silence(wire, start);
    }

    /// A client that is there but wants nothing must not stay for ever.
    private static Drip.Ending pingingMqtt(House house) throws IOException {
        var wire = house.plug().tls(house.mqttPort());
        long start = System.nanoTime();
        new MqttTalk(wire).open(MqttTalk.connect(house.scope(), "slow", house.token("slow")));
        var ping = MqttTalk.bytes(new MqttPacket.PingReq());
        var pings = new byte[LONG];
        for (int i = 0; i < LONG; i++) {
            pings[i] = ping[i % ping.length];
        }
        return Drip.bytes(wire, pings, start);
    }

    private static Drip.Ending silentAmqp(House house) throws IOException {
        long start = System.nanoTime();
        return Drip.silence(house.plug().tls(house.amqpPort()), start);
    }

    private static Drip.Ending drippingAmqp(House house) throws IOException {
        long start = System.nanoTime();
        return Drip.bytes(
                house.plug().tls(house.amqpPort()), AmqpRows.sasl(house, "slow", LONG), start);
    }

    private static Drip.Ending drippingAmqpInWebSocket(House house) throws IOException {
        var beneath = house.plug().tls(house.httpsPort());
        long start = System.nanoTime();
        return Drip.bytes(
                WebSocketWire.open(beneath, "AMQPWSB10"),
                AmqpRows.sasl(house, "slow", LONG),
                start);
    }

    private static Drip.Ending silentAfterSasl(House house) throws IOException {
        var wire = house.plug().tls(house.amqpPort());
        long start = System.nanoTime();
        AmqpTalk.plain(wire, house.scope(), "slow", house.token("slow")).proven();
        return Drip.silence(wire, start);
    }

    private static Drip.Ending silentAfterOpen(House house) throws IOException {
        var wire = house.plug().tls(house.amqpPort());
        long start = System.nanoTime();
        AmqpTalk.plain(wire, house.scope(), "slow", house.token("slow")).open();
        return Drip.silence(wire, start);
    }
}
