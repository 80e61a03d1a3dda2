package berth.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpLimits;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.net.tls.TlsEngine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

/// Open doors with real clients, on both TLS engines.
class ListenersTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String LAST = "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    private final TestHouse house = new TestHouse();
    private final TestClient client = TestClient.trusting(TestHouse.CERTIFICATES.root());
    private Listeners listeners;

    @AfterEach
    void close() {
        if (listeners != null) {
            listeners.close();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aConnectionIsKeptAndAnswersInOrder(TlsEngine engine) throws IOException {
        listeners = house.open(engine);

        try (var socket = client.connect("127.0.0.1", https())) {
            TestClient.send(
                    socket,
                    "PUT /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                            + "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            TestClient.send(socket, LAST.replace("/x", "/3"));

            assertThat(TestClient.readReply(socket)).endsWith("PUT /1 3");
            assertThat(TestClient.readReply(socket)).endsWith("GET /2 0");
            assertThat(TestClient.readAll(socket)).endsWith("GET /3 0");
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aLargeBodyComesAndGoesWhole(TlsEngine engine) throws Exception {
        house.httpLimits = HttpLimits.standard((_, _) -> 1 << 20);
        house.answer = request -> new HttpReply(200, HttpHeaders.NONE, request.body());
        listeners = house.open(engine);
        byte[] body = new byte[1 << 20];
        new java.util.Random(7).nextBytes(body);

        try (var http = HttpClient.newBuilder().sslContext(client.context()).build()) {
            var request =
                    java.net.http.HttpRequest.newBuilder(
                                    URI.create("https://localhost:" + https() + "/big?a=b"))
                            .PUT(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
            for (int i = 0; i < 3; i++) {
                var response = http.send(request, BodyHandlers.ofByteArray());
                assertThat(ByteString.of(response.body())).isEqualTo(ByteString.of(body));
            }
        }
        assertThat(house.requests).extracting(HttpRequest::query).containsOnly("a=b");
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aRefusalReachesAClientThatIsStillSending(TlsEngine engine) throws IOException {
        house.httpLimits = HttpLimits.standard((_, _) -> 1000);
        listeners = house.open(engine);

        try (var socket = client.connect("127.0.0.1", https())) {
            TestClient.send(
                    socket,
                    "PUT /d HTTP/1.1\r\nHost: dev\r\nContent-Length: 300000\r\n\r\n"
                            + "x".repeat(300_000));

            assertThat(TestClient.readReply(socket))
                    .contains("413 Content Too Large")
                    .contains("Connection: close")
                    .endsWith("refused 413 /d dev");
        }
        assertThat(client.say("127.0.0.1", https(), LAST)).contains("200 OK");
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void slowClientsAreRefusedAndTheNextOneIsServed(TlsEngine engine) throws IOException {
        var fast = Duration.ofMillis(100);
        house.httpLimits =
                new HttpLimits(8192, 16_384, 64, fast, fast, fast, (_, _) -> 100, fast, 9, 9, 9);
        listeners = house.open(engine);

        assertThat(client.say("127.0.0.1", https(), "GET /slow HTTP/1.1\r\nHos"))
                .contains("408 Request Timeout")
                .endsWith("refused 408 /slow ");
        assertThat(
                        client.say(
                                "127.0.0.1",
                                https(),
                                "PUT /s HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx"))
                .endsWith("refused 408 /s h");
        // Idle is no fault: no word is said.
        assertThat(client.say("127.0.0.1", https(), GET)).endsWith("GET /x 0");
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void mqttAndAmqpAreBytesBehindTls(TlsEngine engine) throws IOException {
        listeners = house.open(engine);

        assertThat(talk(listeners.ports().mqtt(), "hello")).isEqualTo("mqtt:hello");
        assertThat(talk(listeners.ports().amqp(), "hello")).isEqualTo("amqp:hello");
        Eventually.holds(() -> house.peers.isEmpty());
        Eventually.holds(() -> listeners.counts().open() == 0);
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void manyBytesPassBothWays(TlsEngine engine) throws Exception {
        listeners = house.open(engine);
        int pieces = 400;
        String piece = "y".repeat(16_000);

        try (var socket = client.connect("127.0.0.1", listeners.ports().mqtt())) {
            socket.startHandshake();
            var writing =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            for (int i = 0; i < pieces; i++) {
                                                TestClient.send(socket, piece);
                                            }
                                        } catch (IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    });
            // The echo adds its name now and then, so at least this many come back. Reading starts
            // late: what we cannot send must not pile up without end.
            int back = socket.getInputStream().readNBytes(pieces * piece.length()).length;
            writing.join();
            assertThat(back).isEqualTo(pieces * piece.length());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void webSocketsSpeakByTheirSubProtocol(TlsEngine engine) throws Exception {
        listeners = house.open(engine);

        assertThat(webSocketTalk("mqtt", "hi")).isEqualTo("mqtt:hi");
        assertThat(webSocketTalk("AMQPWSB10", "hi")).isEqualTo("amqp:hi");
        assertThatThrownBy(() -> webSocketTalk("chat", "hi"))
                .isInstanceOf(ExecutionException.class);
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aWebSocketThatTheProtocolClosesEndsProperly(TlsEngine engine) throws Exception {
        listeners = house.open(engine);
        var heard = new Heard();

        try (var http = HttpClient.newBuilder().sslContext(client.context()).build()) {
            var socket = open(http, "MQTT", heard);
            assertThat(socket.getSubprotocol()).isEqualTo("MQTT");
            socket.sendBinary(bytes("bye"), true).get(5, TimeUnit.SECONDS);
            assertThat(heard.closeCode.get(5, TimeUnit.SECONDS)).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void everyAddressHasTheSamePorts(TlsEngine engine) throws IOException {
        house.addresses = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");
        listeners = house.open(engine);

        for (String address : house.addresses) {
            assertThat(client.say(address, https(), LAST)).contains("200 OK");
        }
        assertThat(house.requests)
                .extracting(request -> request.peer().localAddress())
                .containsExactlyElementsOf(house.addresses);
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aBusyPortIsNamedAndEverythingIsReleased(TlsEngine engine) throws IOException {
        house.addresses = List.of("127.0.0.1", "127.0.0.2");
        try (var busy = new ServerSocket()) {
            busy.bind(new InetSocketAddress("127.0.0.2", 0));
            int taken = busy.getLocalPort();
            int free;
            try (var probe = new ServerSocket(0)) {
                free = probe.getLocalPort();
            }
            house.ports = new Ports(free, taken, 0);

            assertThatThrownBy(() -> house.open(engine))
                    .isInstanceOfSatisfying(
                            PortUnavailable.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(PortUnavailable.Reason.BUSY);
                                assertThat(e.port()).isEqualTo(taken);
                                assertThat(e.address().getHostAddress()).isEqualTo("127.0.0.2");
                                assertThat(e)
                                        .hasMessage(
                                                "cannot listen on port "
                                                        + taken
                                                        + " of 127.0.0.2: another process is using"
                                                        + " it");
                            });

            house.ports = new Ports(free, 0, 0);
            listeners = house.open(engine);
            assertThat(https()).isEqualTo(free);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void anAddressThatIsNotOursIsNamed(TlsEngine engine) {
        house.addresses = List.of("192.0.2.1");

        assertThatThrownBy(() -> house.open(engine))
                .isInstanceOfSatisfying(
                        PortUnavailable.class,
                        e ->
                                assertThat(e.reason())
                                        .isEqualTo(PortUnavailable.Reason.NO_SUCH_ADDRESS));
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aClosingHouseFinishesWhatItHasBegun(TlsEngine engine) throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        house.answer =
                request -> {
                    begun.countDown();
                    awaitQuietly(mayEnd);
                    return TestHouse.echo(request);
                };
        listeners = house.open(engine);
        int port = https();

        try (var busy = client.connect("127.0.0.1", port);
                var idle = client.connect("127.0.0.1", port);
                var mqtt = client.connect("127.0.0.1", listeners.ports().mqtt());
                var silent = new Socket(TestHouse.address("127.0.0.1"), port)) {
            idle.startHandshake();
            mqtt.startHandshake();
            TestClient.send(busy, GET);
            begun.await();
            var closing = Thread.ofPlatform().start(listeners::close);

            // Those with nothing begun are let go at once.
            assertThat(TestClient.readAll(idle)).isEmpty();
            assertThat(TestClient.readAll(mqtt)).isEmpty();
            assertThat(silent.getInputStream().readAllBytes().length).isLessThan(100);
            assertThatThrownBy(() -> new Socket(TestHouse.address("127.0.0.1"), port).close())
                    .isInstanceOf(IOException.class);
            mayEnd.countDown();
            assertThat(TestClient.readAll(busy))
                    .contains("200 OK")
                    .contains("Connection: close")
                    .endsWith("GET /x 0");
            closing.join();
        }
        listeners.close();
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void connectionsOverTheLimitAreClosedBeforeTls(TlsEngine engine) throws IOException {
        house.connectionLimits =
                new ConnectionLimits(Duration.ofSeconds(10), 256, 64, 9, 9, Set.of(), 100, 3);
        listeners = house.open(engine);
        var sockets = new ArrayList<SSLSocket>();
        try {
            for (int i = 0; i < 3; i++) {
                var socket = client.connect("127.0.0.1", https());
                socket.startHandshake();
                sockets.add(socket);
            }
            assertThat(closedWithoutAWord(https())).isTrue();
            assertThat(talk(listeners.ports().mqtt(), "others")).isEqualTo("mqtt:others");

            TestClient.send(sockets.getFirst(), LAST);
            assertThat(TestClient.readAll(sockets.getFirst())).contains("200 OK");
            Eventually.holds(() -> listeners.counts().openHttp() == 2);
            assertThat(client.say("127.0.0.1", https(), LAST)).contains("200 OK");
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
        assertThat(listeners.counts().turnedAway()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void handshakesOverTheLimitAreClosedBeforeTls(TlsEngine engine) throws IOException {
        house.connectionLimits =
                new ConnectionLimits(Duration.ofSeconds(10), 2, 64, 9, 9, Set.of(), 100, 100);
        listeners = house.open(engine);

        try (var one = new Socket(TestHouse.address("127.0.0.1"), https());
                var two = new Socket(TestHouse.address("127.0.0.1"), https())) {
            assertThat(one.isConnected() && two.isConnected()).isTrue();
            Eventually.holds(() -> listeners.counts().handshakes() == 2);
            assertThat(closedWithoutAWord(https())).isTrue();
        }
        Eventually.holds(() -> listeners.counts().handshakes() == 0);
        assertThat(client.say("127.0.0.1", https(), LAST)).contains("200 OK");
    }

    private boolean closedWithoutAWord(int port) throws IOException {
        try (var socket = new Socket(TestHouse.address("127.0.0.1"), port)) {
            socket.setSoTimeout(5_000);
            return socket.getInputStream().read() < 0;
        }
    }

    private String talk(int port, String text) throws IOException {
        try (var socket = client.connect("127.0.0.1", port)) {
            TestClient.send(socket, text);
            byte[] answer = socket.getInputStream().readNBytes(text.length() + 5);
            return new String(answer, StandardCharsets.ISO_8859_1);
        }
    }

    private String webSocketTalk(String subProtocol, String text) throws Exception {
        var heard = new Heard();
        try (var http = HttpClient.newBuilder().sslContext(client.context()).build()) {
            var socket = open(http, subProtocol, heard);
            socket.sendBinary(bytes(text), true).get(5, TimeUnit.SECONDS);
            String answer = heard.first.get(5, TimeUnit.SECONDS);
            socket.sendClose(1000, "").get(5, TimeUnit.SECONDS);
            return answer;
        }
    }

    private WebSocket open(HttpClient http, String subProtocol, Heard heard) throws Exception {
        return http.newWebSocketBuilder()
                .subprotocols(subProtocol)
                .buildAsync(URI.create("wss://localhost:" + https() + "/$iothub/websocket"), heard)
                .get(5, TimeUnit.SECONDS);
    }

    private int https() {
        return listeners.ports().https();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What a WebSocket client hears.
    private static final class Heard implements WebSocket.Listener {
        private final CompletableFuture<String> first = new CompletableFuture<>();
        private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            first.complete(StandardCharsets.ISO_8859_1.decode(data).toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closeCode.complete(code);
            return null;
        }
    }
}
