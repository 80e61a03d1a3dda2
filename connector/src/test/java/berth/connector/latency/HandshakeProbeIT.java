package berth.connector.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.connector.TestAuthority;
import berth.connector.TestNames;
import berth.core.id.HubHostName;
import berth.testkit.http.Script;
import berth.testkit.http.ScriptedHttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(60)
class HandshakeProbeIT {
    private static final HubHostName NEAR = new HubHostName("near.example");
    private static final HubHostName FAR = new HubHostName("far.example");
    private static final Duration LONG = Duration.ofSeconds(30);

    /// Beginning to read begins TLS; the probe hangs up without a request.
    private static final Script HANDSHAKE = Script.json(200, "{}");

    private final TestAuthority authority = new TestAuthority();
    private final ScriptedHttpServer near =
            ScriptedHttpServer.start(authority.server("near.example")).usually(HANDSHAKE);
    private final ScriptedHttpServer far =
            ScriptedHttpServer.start(authority.server("far.example")).usually(HANDSHAKE);
    private final TestNames names =
            new TestNames().then("near.example", "127.0.0.1").then("far.example", "127.0.0.1");

    @AfterEach
    void close() {
        near.close();
        far.close();
    }

    private HandshakeProbe probe(Duration patience) {
        return new HandshakeProbe(
                authority.trust(),
                names,
                hub -> Map.of(NEAR, near.port(), FAR, far.port()).get(hub),
                patience);
    }

    /// The far server takes the connection before the near one is probed at all, and begins its
    /// handshake only afterwards: how long the one takes is part of how long the other takes.
    @Test
    void aServerThatAnswersLaterIsFarther() throws Exception {
        var connected = new CountDownLatch(1);
        var nearIsMeasured = new CountDownLatch(1);
        far.then(
                conversation -> {
                    connected.countDown();
                    nearIsMeasured.await();
                    HANDSHAKE.play(conversation);
                });
        var probe = probe(LONG);
        var farther = new FutureTask<>(() -> probe.measure(FAR));
        Thread.ofVirtual().start(farther);
        connected.await();

        var nearer = probe.measure(NEAR);
        nearIsMeasured.countDown();

        assertThat(nearer).isPositive().isLessThan(farther.get());
    }

    @Test
    void everyMeasurementIsAConnectionOfItsOwnThatSaysNothing() throws Exception {
        var probe = probe(LONG);
        probe.measure(NEAR);
        probe.measure(NEAR);

        assertThat(near.connections()).isEqualTo(2);
        assertThat(near.received()).isEmpty();
    }

    @Test
    void lookingUpTheNameDoesNotCount() throws Exception {
        var lookup = new AtomicLong();
        var before = System.nanoTime();
        var measured =
                new HandshakeProbe(
                                authority.trust(),
                                host -> {
                                    var asked = System.nanoTime();
                                    Thread.sleep(Duration.ofMillis(100));
                                    lookup.set(System.nanoTime() - asked);
                                    return names.addresses(host);
                                },
                                _ -> near.port(),
                                LONG)
                        .measure(NEAR);
        var whole = Duration.ofNanos(System.nanoTime() - before - lookup.get());

        assertThat(measured).isLessThanOrEqualTo(whole);
    }

    @Test
    void anAddressThatIsDeadIsNotTheEnd() throws Exception {
        var both = new TestNames().then("near.example", "127.0.0.9", "127.0.0.1");

        assertThat(
                        new HandshakeProbe(authority.trust(), both, _ -> near.port(), LONG)
                                .measure(NEAR))
                .isPositive();
    }

    @Test
    void aServerThatSaysNothingCostsNoMoreThanThePatience() {
        near.usually(Script.deafness());

        assertThatThrownBy(() -> probe(Duration.ofMillis(100)).measure(NEAR))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("no connection with near.example within 100 ms");
    }

    @Test
    void aServerThatHangsUpIsNoMeasurement() {
        near.usually(Script.resetAtOnce());

        assertThatThrownBy(() -> probe(LONG).measure(NEAR))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot connect to near.example");
    }

    @Test
    void aServerThatDoesNotProveTheNameIsNoMeasurement() {
        var stranger =
                new HandshakeProbe(new TestAuthority().trust(), names, _ -> near.port(), LONG);
        var otherName = new HandshakeProbe(authority.trust(), names, _ -> far.port(), LONG);

        assertThatThrownBy(() -> stranger.measure(NEAR)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> otherName.measure(NEAR)).isInstanceOf(IOException.class);
    }

    @Test
    void aNameNobodyKnowsIsNoMeasurement() {
        assertThatThrownBy(
                        () ->
                                new HandshakeProbe(
                                                authority.trust(), new TestNames(), _ -> 443, LONG)
                                        .measure(NEAR))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("near.example");
    }
}
