package berth.connector.guard;

import static org.assertj.core.api.Assertions.assertThat;

import berth.connector.Eventually;
import berth.connector.TestAuthority;
import berth.connector.TestNames;
import berth.core.id.ByteString;
import berth.testkit.http.Script;
import berth.testkit.http.ScriptedHttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// The guarded client against a server that misbehaves, over real sockets and TLS.
@Timeout(60)
class GuardedClientIT {
    private static final String HOST = "fn.example.test";
    private static final String CHUNKED = "HTTP/1.1 201 A\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final Script OK = Script.json(200, "{}");
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final GuardSettings LOCAL =
            GuardSettings.STANDARD.with(AddressRules.PRIVATE_TOO);

    private final TestAuthority authority = new TestAuthority();
    private final TestNames names = new TestNames().then(HOST, "127.0.0.1");
    private final ScriptedHttpServer server =
            ScriptedHttpServer.start(authority.server(HOST)).usually(OK);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aRequestArrivesAsItWasMeant() {
        server.then(Script.raw(CHUNKED + "4\r\nmade\r\n0\r\n\r\n"));

        var outcome = client(LOCAL).call(request(server, "ünïcode"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CallOutcome.Answered.class,
                        answer -> {
                            assertThat(answer.status()).isEqualTo(201);
                            assertThat(answer.body())
                                    .isEqualTo(
                                            ByteString.of("made".getBytes(StandardCharsets.UTF_8)));
                        });
        var received = server.received().getFirst();
        assertThat(received.method()).isEqualTo("PUT");
        assertThat(received.target()).isEqualTo("/thing?code=a%20b");
        assertThat(received.body()).isEqualTo("ünïcode");
        assertThat(received.headers())
                .containsEntry("host", HOST + ":" + server.port())
                .containsEntry("x-test", "value")
                .containsEntry("connection", "close");
    }

    @Test
    void aServerThatProvesAnotherNameIsRefused() {
        try (var other = ScriptedHttpServer.start(authority.server("other.example.test"))) {
            assertThat(client(LOCAL).call(request(other, "secret")))
                    .isInstanceOf(CallOutcome.Refused.class);
            assertThat(other.received()).isEmpty();
        }
    }

    @Test
    void aServerOfAnotherAuthorityIsRefused() {
        try (var other = ScriptedHttpServer.start(new TestAuthority().server(HOST))) {
            assertThat(client(LOCAL).call(request(other, "secret")))
                    .isInstanceOfSatisfying(
                            CallOutcome.Refused.class,
                            refused -> assertThat(refused.reason()).contains("not trusted"));
            assertThat(other.connections()).isEqualTo(1);
            assertThat(other.received()).isEmpty();
        }
    }

    @Test
    void theRuntimesAuthoritiesDoNotIncludeOurs() {
        var client = new GuardedClient(LOCAL, ServerTrust.jvm(), names);
        var both =
                new GuardedClient(
                        LOCAL, ServerTrust.jvmAnd(List.of(authority.root().certificate())), names);

        assertThat(client.call(request(server, ""))).isInstanceOf(CallOutcome.Refused.class);
        assertThat(both.call(request(server, ""))).isInstanceOf(CallOutcome.Answered.class);
    }

    @Test
    void anAddressInTheUrlIsVerifiedAsAnAddress() {
        var client = new GuardedClient(LOCAL, authority.trust(), new PlatformResolver());
        var url = URI.create("https://127.0.0.1:" + server.port() + "/");

        assertThat(client.call(new OutboundRequest("GET", url, Map.of(), ByteString.EMPTY)))
                .isInstanceOf(CallOutcome.Answered.class);
    }

    @Test
    void aDeadAddressGivesWayToTheNext() {
        // Nobody listens there, but the whole block is this machine.
        var client =
                new GuardedClient(
                        LOCAL,
                        authority.trust(),
                        new TestNames().then(HOST, "127.9.9.9", "127.0.0.1"));

        assertThat(client.call(request(server, ""))).isInstanceOf(CallOutcome.Answered.class);
        assertThat(server.received()).hasSize(1);
    }

    /// Plain TLS records dripping in would keep any per-read time-out from firing.
    @Test
    void aDrippingReplyEndsWithTheCallsTime() {
        server.then(Script.drip("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(60), SHORT.dividedBy(8)));
        var begun = Instant.now();

        var outcome = client(LOCAL.withTimes(SHORT, SHORT)).call(request(server, ""));

        assertThat(outcome).isEqualTo(new CallOutcome.Lost("no answer within 0.3 s"));
        assertThat(Duration.between(begun, Instant.now())).isBetween(SHORT, SHORT.multipliedBy(8));
    }

    @Test
    void aServerThatDoesNotFinishTheHandshakeHasSeenNothing() {
        server.then(Script.deafness());

        assertThat(client(LOCAL.withTimes(SHORT, SHORT)).call(request(server, "")))
                .isEqualTo(new CallOutcome.Unreachable("no answer within 0.3 s"));
    }

    @Test
    void aNameServerThatIsSilentCostsNoMoreThanTheCallsTime() throws Exception {
        var never = new CountDownLatch(1);
        var client =
                new GuardedClient(
                        LOCAL.withTimes(SHORT, SHORT),
                        authority.trust(),
                        _ -> {
                            never.await();
                            return List.of(InetAddress.getLoopbackAddress());
                        });

        assertThat(client.call(request(server, "")))
                .isEqualTo(new CallOutcome.Unreachable("no answer within 0.3 s"));
        assertThat(server.connections()).isZero();
    }

    @Test
    void aCallerThatIsInterruptedLeavesAndStaysInterrupted() throws Exception {
        server.then(Script.silence());
        var client = client(LOCAL);
        var call =
                new FutureTask<>(
                        () -> {
                            var outcome = client.call(request(server, ""));
                            assertThat(Thread.currentThread().isInterrupted()).isTrue();
                            return outcome;
                        });
        var caller = Thread.ofVirtual().start(call);
        Eventually.holds(() -> server.received().size() == 1);

        caller.interrupt();

        assertThat(call.get(10, TimeUnit.SECONDS))
                .isEqualTo(new CallOutcome.Lost("the caller was interrupted"));
    }

    @Test
    void oneHostGetsNoMoreThanItsCallsAtOnce() throws Exception {
        var open = new CountDownLatch(1);
        server.usually(Script.held(open, OK));
        var client = client(LOCAL.withCallsPerHostMax(4));
        var calls = new ArrayList<FutureTask<CallOutcome>>();
        for (int i = 0; i < 12; i++) {
            calls.add(new FutureTask<>(() -> client.call(request(server, ""))));
            Thread.ofVirtual().start(calls.get(i));
        }
        Eventually.holds(() -> server.received().size() == 4);
        assertThat(server.connections()).isEqualTo(4);

        // Another host is not held up by this one.
        try (var other = ScriptedHttpServer.start(authority.server("b.example.test")).usually(OK)) {
            names.then("b.example.test", "127.0.0.1");
            assertThat(client.call(request("b.example.test", other, "")))
                    .isInstanceOf(CallOutcome.Answered.class);
        }
        open.countDown();

        for (var call : calls) {
            assertThat(call.get(10, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Answered.class);
        }
    }

    @Test
    void repetitionsEndWhenAHostOnlyFails() {
        server.usually(Script.json(503, "{}"));
        var client = client(LOCAL);

        for (int i = 0; i < 30; i++) {
            client.call(request(server, ""));
        }

        assertThat(server.connections()).isEqualTo(30 + (int) Lane.REPETITIONS_MAX);
    }

    private GuardedClient client(GuardSettings settings) {
        return new GuardedClient(settings, authority.trust(), names);
    }

    private static OutboundRequest request(ScriptedHttpServer to, String body) {
        return request(HOST, to, body);
    }

    private static OutboundRequest request(String host, ScriptedHttpServer to, String body) {
        return new OutboundRequest(
                "PUT",
                URI.create("https://" + host + ":" + to.port() + "/thing?code=a%20b"),
                Map.of("X-Test", "value"),
                ByteString.of(body.getBytes(StandardCharsets.UTF_8)));
    }
}
