package berth.net.http;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.net.link.FakeLink;
import berth.net.link.LinkSession;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Feeds bytes to a connection: what reaches the endpoint is clean and within the limits, what
/// comes back is HTTP, and how the bytes were cut on their way makes no difference.
///
/// The first byte of the input is the length of the pieces; 0 counts as 256.
public final class HttpParserFuzz {
    private static final int BODY_MAX = 512;
    private static final long ALLOWANCE = 256 * 1024;

    /// A request of 30 bytes may be answered for each of them.
    private static final long ALLOWANCE_PER_BYTE = 512;

    private static final Pattern PATH = Pattern.compile("/[!-~&&[^?#]]*");
    private static final Pattern NAME = Pattern.compile("[!-~&&[^:]]+");
    private static final Pattern VALUE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");

    /// What a session made of some bytes.
    private record Outcome(List<HttpRequest> requests, String written, boolean closed) {}

    private HttpParserFuzz() {}

    /// @throws AssertionError when a promise is broken
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int piece = data[0] == 0 ? 256 : data[0] & 0xff;
        allocatesAtMost(
                ALLOWANCE + ALLOWANCE_PER_BYTE * data.length, () -> outcome(data, data.length));
        var whole = outcome(data, data.length);
        var cut = outcome(data, piece);
        holds(cut.equals(whole), "cut it is %s, whole it is %s".formatted(cut, whole));
        whole.requests().forEach(HttpParserFuzz::check);
        holds(
                whole.written().isEmpty() || whole.written().startsWith("HTTP/1.1 "),
                "an answer that is not HTTP: " + whole.written());
    }

    private static void check(HttpRequest request) {
        holds(request.body().length() <= BODY_MAX, "a body beyond its limit");
        holds(PATH.matcher(request.path()).matches(), "an odd path: " + request.path());
        holds(request.headers().fields().size() <= 64, "more header fields than allowed");
        for (var field : request.headers().fields()) {
            holds(NAME.matcher(field.name()).matches(), "an odd name: " + field.name());
            holds(VALUE.matcher(field.value()).matches(), "an odd value: " + field.value());
        }
        var lengths =
                request.headers().fields().stream()
                        .filter(field -> field.name().equalsIgnoreCase("Content-Length"))
                        .toList();
        boolean chunked = request.headers().first("Transfer-Encoding").isPresent();
        holds(lengths.size() <= 1 && !(chunked && !lengths.isEmpty()), "two lengths of one body");
        if (!lengths.isEmpty()) {
            holds(
                    Long.parseLong(lengths.getFirst().value()) == request.body().length(),
                    "another length than announced");
        }
    }

    private static Outcome outcome(byte[] data, int piece) {
        var link = new FakeLink();
        var requests = new ArrayList<HttpRequest>();
        var protocol =
                new HttpProtocol(
                        new Recorder(requests),
                        HttpLimits.standard((_, _) -> BODY_MAX),
                        Map.of(),
                        () -> Instant.EPOCH,
                        link::nanos);
        LinkSession session = protocol.open(link);
        for (int from = 1; from < data.length; from += piece) {
            int length = Math.min(piece, data.length - from);
            session.received(ByteBuffer.wrap(data, from, length).slice());
            link.work();
        }
        link.pass(Duration.ofMinutes(5));
        return new Outcome(requests, link.written(), link.isClosed());
    }

    /// Answers everything and remembers it.
    private record Recorder(List<HttpRequest> requests) implements HttpEndpoint {
        @Override
        public HttpReply handle(HttpRequest request) {
            requests.add(request);
            return HttpReply.empty(200);
        }

        @Override
        public HttpReply refusal(int status, String path, String host) {
            return HttpReply.empty(status);
        }
    }
}
