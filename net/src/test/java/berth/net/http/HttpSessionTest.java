package berth.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.net.link.FakeLink;
import berth.net.link.LinkSession;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

// Where CR stands before LF is what these tests are about; text blocks would hide it.
@SuppressWarnings("StringConcatToTextBlock")
class HttpSessionTest {
    private static final int BODY_MAX = 1000;
    private static final Instant NOW = Instant.parse("2026-11-05T08:09:10Z");

    private final FakeLink link = new FakeLink();
    private final List<HttpRequest> requests = new ArrayList<>();
    private HttpLimits limits = HttpLimits.standard((_, _) -> BODY_MAX);
    private HttpReply answer = HttpReply.empty(200);
    private LinkSession session;

    @BeforeEach
    void open() {
        open(limits);
    }

    private void open(HttpLimits with) {
        if (session != null) {
            session.closed();
        }
        limits = with;
        var protocol = new HttpProtocol(new Endpoint(), with, Map.of(), () -> NOW, link::nanos);
        session = protocol.open(link);
    }

    @Test
    void aRequestIsAnsweredWithLengthAndDate() {
        answer =
                new HttpReply(
                        202,
                        HttpHeaders.NONE.with("Retry-After", "3"),
                        ByteString.of("{}".getBytes(StandardCharsets.US_ASCII)));

        say(
                "PUT /scope/registrations/r?api-version=1 HTTP/1.1\r\nHost: H.example:443\r\n"
                        + "Content-Length: 3\r\n\r\nabc");

        assertThat(link.written())
                .isEqualTo(
                        "HTTP/1.1 202 Accepted\r\nDate: Thu, 05 Nov 2026 08:09:10 GMT\r\n"
                                + "Content-Length: 2\r\nRetry-After: 3\r\n\r\n{}");
        var request = requests.getFirst();
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.path()).isEqualTo("/scope/registrations/r");
        assertThat(request.query()).isEqualTo("api-version=1");
        assertThat(request.host()).isEqualTo("h.example");
        assertThat(request.body()).isEqualTo(ByteString.of((byte) 'a', (byte) 'b', (byte) 'c'));
        assertThat(request.peer()).isEqualTo(link.peer());
        assertThat(link.isClosed()).isFalse();
    }

    @Test
    void itDoesNotMatterHowTheBytesAreCut() {
        String text = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
        text.chars().forEach(letter -> say(String.valueOf((char) letter)));

        assertThat(requests)
                .singleElement()
                .satisfies(r -> assertThat(r.body().length()).isEqualTo(4));
        assertThat(link.written()).contains("200 OK");
    }

    @Test
    void chunksAreJoined() {
        say(
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
                        + "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(requests.getFirst().body().length()).isEqualTo(13);
        assertThat(requests.get(1).path()).isEqualTo("/next");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderAndOneByOne() {
        session.received(
                bytes(
                        "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
                                + "GET /3 HTTP/1.1\r\nHost: h\r\n\r\n"));

        assertThat(link.worksWaiting()).isEqualTo(1);
        assertThat(link.isPaused()).isTrue();
        link.work();
        assertThat(requests).extracting(HttpRequest::path).containsExactly("/1", "/2", "/3");
        assertThat(link.isPaused()).isFalse();
    }

    @Test
    void anAbsoluteTargetDecidesTheHost() {
        say("GET https://Real.example:443/p?q HTTP/1.1\r\nHost: other\r\n\r\n");
        say("GET http://real.example HTTP/1.1\r\nHost: other\r\n\r\n");

        assertThat(requests.get(0).host()).isEqualTo("real.example");
        assertThat(requests.get(0).path()).isEqualTo("/p");
        assertThat(requests.get(0).query()).isEqualTo("q");
        assertThat(requests.get(1).path()).isEqualTo("/");
    }

    @Test
    void aHeadRequestGetsTheLengthWithoutTheBody() {
        answer = new HttpReply(200, HttpHeaders.NONE, ByteString.of((byte) 'x', (byte) 'y'));

        say("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(link.written()).contains("Content-Length: 2\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void noContentHasNoLength() {
        answer = HttpReply.empty(204);

        say("DELETE /a HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(link.written()).contains("204 No Content").doesNotContain("Content-Length");
    }

    @Test
    void whoeverWaitsForLeaveToSendItsBodyGetsIt() {
        say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
        assertThat(link.written()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

        say("ok");
        assertThat(link.written()).contains("200 OK");
    }

    @Test
    void leaveIsNotGivenForABodyThatIsTooLarge() {
        say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");

        assertRefused(413);
    }

    @Test
    void otherExpectationsAreRefused() {
        say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: wonders\r\n\r\n");

        assertRefused(417);
    }

    @Test
    void aBodyAtTheLimitPassesAndOneOverIsRefusedEarly() {
        say("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000));
        assertThat(link.written()).contains("200 OK");

        say("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");
        assertRefused(413);
    }

    @Test
    void aChunkedBodyAtTheLimitPassesAndOneOverIsRefusedWhileItComes() {
        String head = "PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        say(head + "3e8\r\n" + "x".repeat(1000) + "\r\n0\r\n\r\n");
        assertThat(link.written()).contains("200 OK");

        say(head + "3e8\r\n" + "x".repeat(1000) + "\r\n1\r\n");
        assertRefused(413);
    }

    @Test
    void theBodyLimitIsAskedByPathAndHost() {
        open(HttpLimits.standard((path, host) -> path.equals("/big") && host.equals("h") ? 5 : 0));

        say("PUT /big HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n12345");
        assertThat(link.written()).contains("200 OK");
        say("PUT /small HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
        assertRefused(413);
    }

    @Test
    void aRequestLineAtTheLimitPassesAndOneOverIsRefused() {
        String line = "GET /" + "p".repeat(8192 - 14) + " HTTP/1.1";
        assertThat(line).hasSize(8192);
        say(line + "\r\nHost: h\r\n\r\n");
        assertThat(link.written()).contains("200 OK");

        say("GET /" + "p".repeat(8192 - 13) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        assertRefused(414);
    }

    @Test
    void headersAtTheLimitPassAndOneOverIsRefused() {
        String host = "Host: h\r\n";
        String filling = "X: " + "v".repeat(16_384 - host.length() - 5) + "\r\n";
        say("GET / HTTP/1.1\r\n" + host + filling + "\r\n");
        assertThat(link.written()).contains("200 OK");

        say("GET /known HTTP/1.1\r\n" + host + "X" + filling + "\r\n");
        assertRefused(431);
        assertThat(refusedPath).isEqualTo("/known");
        assertThat(refusedHost).isEqualTo("h");
    }

    @Test
    void sixtyFourFieldsPassAndOneMoreIsRefused() {
        say("GET / HTTP/1.1\r\nHost: h\r\n" + "A: b\r\n".repeat(63) + "\r\n");
        assertThat(link.written()).contains("200 OK");

        say("GET / HTTP/1.1\r\nHost: h\r\n" + "A: b\r\n".repeat(64) + "\r\n");
        assertRefused(431);
    }

    @Test
    void codedContentIsRefusedAndIdentityIsNot() {
        String head = "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Encoding: ";
        say(head + "identity\r\n\r\nx");
        assertThat(link.written()).contains("200 OK");

        say(head + "gzip\r\n\r\nx");
        assertRefused(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n\n",
                "GET / HTTP/1.1\r\nHost: h\r\nA: b\rc\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n\tfolded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n: nameless\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nA: \0\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: h:port\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: user@h\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET /ä HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
                "GET / http/1.1\r\nHost: h\r\n\r\n",
                "GET /\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: h\r\n\r\n",
                "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n",
                "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\nx",
                "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\nx",
                "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x1\r\n\r\nx",
                "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\nx",
                "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\nx",
                "PUT / HTTP/1.1\r\n"
                        + "Host: h\r\n"
                        + "Content-Length: 1\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n",
                "PUT / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
                "PUT / HTTP/1.1\r\n"
                        + "Host: h\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "1\r\n"
                        + "xy\r\n"
                        + "0\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
                "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
            })
    void whatCouldBeReadInTwoWaysIsRefused(String text) {
        say(text + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");

        assertRefused(400);
        assertThat(requests).isEmpty();
    }

    @Test
    void oneEmptyLineBeforeARequestIsPassedOver() {
        say("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(link.written()).contains("200 OK");
    }

    @Test
    void theClientCanEndTheConnection() {
        say("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade , Close\r\n\r\n");
        assertThat(link.written()).contains("Connection: close\r\n");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void anOldClientIsAnsweredOnce() {
        say("GET / HTTP/1.0\r\n\r\n");

        assertThat(link.written()).contains("200 OK").contains("Connection: close");
        assertThat(link.isClosed()).isTrue();
        assertThat(requests.getFirst().host()).isEmpty();
    }

    @Test
    void theThousandthRequestIsTheLast() {
        for (int i = 1; i < 1000; i++) {
            say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        assertThat(link.written()).doesNotContain("Connection: close");

        say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(link.written()).contains("Connection: close");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aHeaderThatTakesTooLongIsRefused() {
        say("GET / HTTP/1.1\r\n");
        pass(Duration.ofMillis(9_999));
        say("Host: h\r\n");
        assertThat(link.written()).isEmpty();

        pass(Duration.ofMillis(1));
        assertRefused(408);
    }

    @Test
    void aClientThatSaysNothingIsLeftWithoutAWord() {
        pass(Duration.ofSeconds(10));

        assertThat(link.isClosed()).isTrue();
        assertThat(link.written()).isEmpty();
    }

    @Test
    void anIdleConnectionIsClosedAfterAMinute() {
        say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        link.written();

        pass(Duration.ofMillis(59_999));
        assertThat(link.isClosed()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(link.isClosed()).isTrue();
        assertThat(link.written()).isEmpty();
    }

    @Test
    void everyLaterHeaderHasItsTimeFromItsFirstByte() {
        say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        pass(Duration.ofSeconds(50));
        link.written();

        say("G");
        pass(Duration.ofMillis(9_999));
        assertThat(link.written()).isEmpty();
        pass(Duration.ofMillis(1));
        assertRefused(408);
    }

    @Test
    void aBodyThatTricklesIsRefused() {
        say("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
        for (int second = 0; second < 9; second++) {
            pass(Duration.ofSeconds(1));
            say("x");
        }
        assertThat(link.written()).isEmpty();

        pass(Duration.ofSeconds(1));
        assertRefused(408);
        assertThat(refusedPath).isEqualTo("/");
    }

    @Test
    void aLargeBodyMayTakeLongerButNotForEver() {
        open(HttpLimits.standard((_, _) -> 1_000_000));
        say("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(8192 * 5));

        pass(Duration.ofMillis(14_999));
        assertThat(link.written()).isEmpty();
        say("x".repeat(8192 * 50));
        pass(Duration.ofSeconds(15));
        assertThat(link.written()).isEmpty();
        pass(Duration.ofMillis(1));
        assertRefused(408);
    }

    @Test
    void anAnswerMayTakeItsTime() {
        session.received(bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
        pass(Duration.ofMinutes(5));
        assertThat(link.isClosed()).isFalse();

        link.work();
        assertThat(link.written()).contains("200 OK");
    }

    @Test
    void whatIsMoreThanWeDoAtATimeIsTurnedAwayAndTheConnectionStays() {
        open(
                new HttpLimits(
                        8192,
                        16_384,
                        64,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        (_, _) -> BODY_MAX,
                        Duration.ofSeconds(60),
                        1000,
                        0,
                        1000));

        say("GET /busy HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(link.written()).contains("503 Service Unavailable").contains("x-refused: 503");
        assertThat(link.isClosed()).isFalse();
        assertThat(requests).isEmpty();
    }

    @Test
    void anEndpointThatFailsCostsOneReply() {
        answer = null;
        say("GET /bug HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(link.written()).contains("500 Internal Server Error");

        answer = HttpReply.empty(200);
        say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(link.written()).contains("200 OK");
    }

    @Test
    void aReplyCannotBreakOutOfItsHeader() {
        answer = HttpReply.empty(200).with("X", "a\r\nSet-Cookie: b");

        say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(link.written()).contains("500").doesNotContain("Set-Cookie");
    }

    @Test
    void framingIsNotTheEndpointsBusiness() {
        answer =
                HttpReply.empty(200)
                        .with("content-length", "9")
                        .with("Transfer-Encoding", "chunked")
                        .with("Connection", "close");

        say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(link.written())
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nDate: Thu, 05 Nov 2026 08:09:10 GMT\r\n"
                                + "Content-Length: 0\r\n\r\n");
    }

    @Test
    void whatComesAfterARefusalIsThrownAway() {
        say("nonsense\r\n\r\n");
        link.written();

        say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(link.written()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aDrainingHouseClosesIdleConnectionsAtOnce() {
        say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

        ((berth.net.link.DrainingSession) session).drain();

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aDrainingHouseFinishesWhatItHasBegun() {
        session.received(bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));

        ((berth.net.link.DrainingSession) session).drain();

        assertThat(link.isClosed()).isFalse();
        link.work();
        assertThat(link.written()).contains("200 OK").contains("Connection: close");
        assertThat(link.isClosed()).isTrue();
    }

    private String refusedPath;
    private String refusedHost;

    private void assertRefused(int status) {
        assertThat(link.written())
                .contains("HTTP/1.1 " + status + " ")
                .contains("x-refused: " + status)
                .contains("Connection: close\r\n");
        pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    private void say(String text) {
        session.received(bytes(text));
        link.work();
    }

    private void pass(Duration time) {
        link.pass(time);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private final class Endpoint implements HttpEndpoint {
        @Override
        public HttpReply handle(HttpRequest request) {
            requests.add(request);
            if (answer == null) {
                throw new IllegalStateException("a bug, as the test wants it");
            }
            return answer;
        }

        @Override
        public HttpReply refusal(int status, String path, String host) {
            refusedPath = path;
            refusedHost = host;
            return HttpReply.empty(status).with("x-refused", String.valueOf(status));
        }
    }
}
