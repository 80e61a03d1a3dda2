package berth.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.link.ByteLink;
import berth.net.link.FakeLink;
import berth.net.link.LinkSession;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Requests that are damaged, cut and glued at random, from a seed: whatever comes, the session
/// neither throws nor hands on more than the limits allow, and how the bytes are cut changes
/// nothing.
// Text blocks would hide the CR before each LF.
@SuppressWarnings("StringConcatToTextBlock")
class HttpNoiseTest {
    private static final int BODY_MAX = 64;

    private static final List<String> GOOD =
            List.of(
                    "GET /a?b=c HTTP/1.1\r\nHost: h:443\r\nAccept: */*\r\n\r\n",
                    "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
                    "POST http://h/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: u\r\n\r\n",
                    "GET /w HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                            + "\u0082\u0085\0\0\0\0abcde\u0089\u0080\0\0\0\0");

    /// What a session made of some bytes.
    private record Outcome(List<HttpRequest> requests, String written, boolean closed) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noiseIsRefusedCleanly(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = damaged(random);

            Outcome whole = outcome(bytes, List.of(bytes.length));
            Outcome cut = outcome(bytes, cuts(bytes.length, random));

            assertThat(cut).isEqualTo(whole);
            assertThat(whole.requests())
                    .allSatisfy(r -> assertThat(r.body().length()).isLessThanOrEqualTo(BODY_MAX));
            if (!whole.written().isEmpty()) {
                assertThat(whole.written()).startsWith("HTTP/1.1 ");
            }
        }
    }

    private static byte[] damaged(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            text.append(GOOD.get(random.nextInt(GOOD.size())));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, "\r\n :;,0\t\0\u0080".charAt(random.nextInt(10)));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 9)));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<Integer> cuts(int length, Random random) {
        var cuts = new ArrayList<Integer>();
        for (int at = 0; at < length; ) {
            at = Math.min(length, at + 1 + random.nextInt(20));
            cuts.add(at);
        }
        return cuts;
    }

    private static Outcome outcome(byte[] bytes, List<Integer> cuts) {
        var link = new FakeLink();
        var requests = new ArrayList<HttpRequest>();
        var endpoint =
                new HttpEndpoint() {
                    @Override
                    public HttpReply handle(HttpRequest request) {
                        requests.add(request);
                        return HttpReply.empty(200);
                    }

                    @Override
                    public HttpReply refusal(int status, String path, String host) {
                        return HttpReply.empty(status);
                    }
                };
        LinkSession session =
                new HttpProtocol(
                                endpoint,
                                HttpLimits.standard((_, _) -> BODY_MAX),
                                Map.of("mqtt", HttpNoiseTest::parrot),
                                () -> Instant.EPOCH,
                                link::nanos)
                        .open(link);
        int from = 0;
        for (int to : cuts) {
            session.received(ByteBuffer.wrap(bytes, from, to - from));
            link.work();
            from = to;
        }
        link.pass(Duration.ofMinutes(5));
        return new Outcome(requests, link.written(), link.isClosed());
    }

    private static LinkSession parrot(ByteLink link) {
        return new LinkSession() {
            @Override
            public void received(ByteBuffer bytes) {
                // One byte a message, so that it does not matter how they came.
                while (bytes.hasRemaining()) {
                    link.write(ByteBuffer.wrap(new byte[] {bytes.get()}));
                }
            }

            @Override
            public void closed() {}
        };
    }
}
