package berth.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.net.TestCertificates.Identity;
import berth.net.tls.TlsEngine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// TLS on both engines: who comes in, and what is seen of them.
class TlsTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    private final TestHouse house = new TestHouse();
    private Listeners listeners;

    @AfterEach
    void close() {
        if (listeners != null) {
            listeners.close();
        }
    }

    static Stream<Arguments> enginesAndVersions() {
        return Stream.of(TlsEngine.values())
                .flatMap(
                        engine ->
                                Stream.of("TLSv1.2", "TLSv1.3")
                                        .map(version -> Arguments.of(engine, version)));
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void theWantedEngineRuns(TlsEngine engine) {
        listeners = house.open(engine);

        assertThat(listeners.engine()).isEqualTo(engine);
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void bothVersionsAreSpoken(TlsEngine engine, String version) throws IOException {
        listeners = house.open(engine);

        try (var socket = withoutCertificate().connect("127.0.0.1", https(), version)) {
            TestClient.send(socket, GET);

            assertThat(TestClient.readAll(socket)).contains("200 OK").endsWith("GET /x 0");
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void anRsaServerCertificateServes(TlsEngine engine, String version) throws IOException {
        house.keyAlgorithm = "RSA";
        listeners = house.open(engine);

        try (var socket = withoutCertificate().connect("127.0.0.1", https(), version)) {
            TestClient.send(socket, GET);

            assertThat(TestClient.readAll(socket)).contains("200 OK");
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void olderVersionsAreRefused(TlsEngine engine) throws IOException {
        listeners = house.open(engine);

        try (var socket = new Socket(TestHouse.address("127.0.0.1"), https())) {
            // A client hello of TLS 1.1, with one suite every old server knew.
            byte[] hello = new byte[50];
            byte[] start = {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2};
            System.arraycopy(start, 0, hello, 0, start.length);
            hello[45] = 2;
            hello[46] = 0;
            hello[47] = 0x2f;
            hello[48] = 1;
            socket.getOutputStream().write(hello);

            // A fatal alert, or nothing at all.
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer.length == 0 || answer[0] == 21).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void whoeverHasNoCertificateIsSeenWithout(TlsEngine engine, String version) throws IOException {
        listeners = house.open(engine);

        assertThat(chainSeen(withoutCertificate(), version)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void chainsArriveAsPresented(TlsEngine engine, String version) throws IOException {
        listeners = house.open(engine);
        var leaf = TestHouse.CERTIFICATES.leaf("meter-7");
        var intermediate = TestHouse.CERTIFICATES.intermediate().certificate();

        assertThat(chainSeen(client(leaf), version)).containsExactly(leaf.certificate());
        assertThat(chainSeen(client(leaf, intermediate), version))
                .containsExactly(leaf.certificate(), intermediate);
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void certificatesNobodyVouchesForArriveToo(TlsEngine engine, String version)
            throws IOException {
        listeners = house.open(engine);
        var self = TestCertificates.selfSigned("meter-8");
        var expired = TestHouse.CERTIFICATES.expiredLeaf("meter-9");

        assertThat(chainSeen(client(self), version)).containsExactly(self.certificate());
        assertThat(chainSeen(client(expired), version)).containsExactly(expired.certificate());
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void noIssuersAreNamed(TlsEngine engine, String version) throws IOException {
        listeners = house.open(engine);
        var client = client(TestCertificates.selfSigned("meter-10"));

        assertThat(chainSeen(client, version)).hasSize(1);
        assertThat(client.issuersOffered()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void moreThanEightCertificatesAreNotRead(TlsEngine engine, String version) throws IOException {
        listeners = house.open(engine);
        var leaf = TestHouse.CERTIFICATES.leaf("meter-11");
        var intermediate = TestHouse.CERTIFICATES.intermediate().certificate();

        var eight = client(leaf, Collections.nCopies(7, intermediate));
        var nine = client(leaf, Collections.nCopies(8, intermediate));

        assertThat(chainSeen(eight, version)).hasSize(8);
        assertThatThrownBy(() -> chainSeen(nine, version)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void aResumedSessionStillShowsTheChain(TlsEngine engine, String version) throws IOException {
        listeners = house.open(engine);
        var leaf = TestHouse.CERTIFICATES.leaf("meter-12");
        var client = client(leaf, TestHouse.CERTIFICATES.intermediate().certificate());

        assertThat(chainSeen(client, version)).hasSize(2);
        long handshakesWithKey = client.timesKeyWasUsed();

        assertThat(chainSeen(client, version)).hasSize(2);
        assertThat(client.timesKeyWasUsed()).isEqualTo(handshakesWithKey);
    }

    /// BoringSSL only: the platform's own TLS looks at the real clock and ends sessions by itself.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noTicketOpensAfterAnHour(String version) throws IOException {
        var now = new AtomicReference<>(Instant.parse("2026-11-05T08:00:00Z"));
        house.clock = now::get;
        listeners = house.open(TlsEngine.BORINGSSL);
        var client = client(TestHouse.CERTIFICATES.leaf("meter-13"));

        assertThat(chainSeen(client, version)).hasSize(1);
        long first = client.timesKeyWasUsed();
        now.set(now.get().plus(Duration.ofMinutes(29)));
        assertThat(chainSeen(client, version)).hasSize(1);
        now.set(now.get().plus(Duration.ofMinutes(30)));
        assertThat(chainSeen(client, version)).hasSize(1);
        assertThat(client.timesKeyWasUsed()).isEqualTo(first);

        now.set(now.get().plus(Duration.ofMinutes(61)));
        assertThat(chainSeen(client, version)).hasSize(1);
        assertThat(client.timesKeyWasUsed()).isGreaterThan(first);
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void onlySuitesWithForwardSecrecyAreSpoken(TlsEngine engine) throws IOException {
        house.keyAlgorithm = "RSA";
        listeners = house.open(engine);

        assertThat(speaks("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).isTrue();
        assertThat(speaks("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")).isTrue();
        assertThat(speaks("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"))
                .isEqualTo(engine == TlsEngine.JDK);
        assertThat(speaks("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"))
                .isEqualTo(engine == TlsEngine.JDK);
        assertThat(speaks("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")).isFalse();
        assertThat(speaks("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")).isFalse();
    }

    private boolean speaks(String suite) throws IOException {
        try (var socket = withoutCertificate().connect("127.0.0.1", https(), "TLSv1.2")) {
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();
            return true;
        } catch (SSLException _) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void theServerNameIsSeenIfSent(TlsEngine engine) throws IOException {
        listeners = house.open(engine);

        try (var socket = withoutCertificate().connectTo("Hub.Example.NET", "127.0.0.1", https())) {
            TestClient.send(socket, GET);
            assertThat(TestClient.readAll(socket)).contains("200 OK");
        }
        assertThat(house.requests.getLast().peer().serverName()).isEqualTo("hub.example.net");

        chainSeen(withoutCertificate(), "TLSv1.2");
        assertThat(house.requests.getLast().peer().serverName()).isNull();
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void bothAddressesOfAConnectionAreSeen(TlsEngine engine) throws IOException {
        house.addresses = List.of("127.0.0.1", "127.0.0.2");
        listeners = house.open(engine);

        assertThat(withoutCertificate().say("127.0.0.2", https(), GET)).contains("200 OK");

        var peer = house.requests.getLast().peer();
        assertThat(peer.localAddress()).isEqualTo("127.0.0.2");
        assertThat(peer.address()).startsWith("127.0.0.");
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aClientMayNotRenegotiate(TlsEngine engine) throws IOException {
        listeners = house.open(engine);

        try (var socket = withoutCertificate().connect("127.0.0.1", https(), "TLSv1.2")) {
            TestClient.send(socket, "GET /one HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(TestClient.readReply(socket)).contains("200 OK");

            assertThatThrownBy(() -> renegotiate(socket)).isInstanceOf(IOException.class);
        }
    }

    private static void renegotiate(SSLSocket socket) throws IOException {
        socket.getSession().invalidate();
        socket.startHandshake();
        TestClient.send(socket, GET);
        if (!TestClient.readReply(socket).contains("200 OK")) {
            throw new IOException("closed");
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void silenceInsteadOfAHandshakeEnds(TlsEngine engine) throws IOException {
        house.connectionLimits =
                new ConnectionLimits(Duration.ofMillis(200), 256, 64, 100, 200, Set.of(), 100, 100);
        listeners = house.open(engine);

        try (var socket = new Socket(TestHouse.address("127.0.0.1"), https())) {
            socket.setSoTimeout(10_000);
            // A handshake that starts and trickles is no better: the time is absolute.
            socket.getOutputStream().write(new byte[] {22, 3, 1});

            // The end comes, with or without an alert before it.
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(100);
        }
        Eventually.holds(() -> listeners.counts().open() == 0);
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void aRenewedCertificateIsShownFromThenOn(TlsEngine engine) throws IOException {
        listeners = house.open(engine);
        try (var before = withoutCertificate().connect("127.0.0.1", https())) {
            before.startHandshake();
            var next = TestHouse.CERTIFICATES.server("EC");
            listeners.renew(next);

            try (var after = withoutCertificate().connect("127.0.0.1", https())) {
                after.startHandshake();
                assertThat(after.getSession().getPeerCertificates()[0])
                        .isEqualTo(next.chain().getFirst());
            }
            TestClient.send(before, GET);
            assertThat(TestClient.readAll(before)).contains("200 OK");
        }
    }

    private int https() {
        return listeners.ports().https();
    }

    private static TestClient withoutCertificate() {
        return TestClient.trusting(TestHouse.CERTIFICATES.root());
    }

    private static TestClient client(Identity leaf, X509Certificate... issuers) {
        return client(leaf, List.of(issuers));
    }

    private static TestClient client(Identity leaf, List<X509Certificate> issuers) {
        var chain = new ArrayList<X509Certificate>();
        chain.add(leaf.certificate());
        chain.addAll(issuers);
        return TestClient.presenting(
                TestHouse.CERTIFICATES.root(), leaf.keys().getPrivate(), chain);
    }

    /// The client's chain as the endpoint saw it.
    private List<X509Certificate> chainSeen(TestClient client, String version) throws IOException {
        try (var socket = client.connect("127.0.0.1", https(), version)) {
            TestClient.send(socket, GET);
            if (!TestClient.readAll(socket).contains("200 OK")) {
                throw new IOException("no reply");
            }
        }
        return house.requests.getLast().peer().certificates();
    }
}
