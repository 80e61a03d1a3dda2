package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// The limits of HTTP requests.
final class HttpRows {
    static final int REQUESTS_PER_CONNECTION = 5;

    private static final int KIB = 1024;

    private HttpRows() {}

    static Stream<Row> rows() {
        return Stream.of(
                pair(
                        "request line of 8 KB",
                        414,
                        house -> line(house, 8 * KIB),
                        house -> line(house, 8 * KIB + 1)),
                pair(
                        "header fields of 16 KB",
                        431,
                        house -> headers(house, 16 * KIB),
                        house -> headers(house, 16 * KIB + 1)),
                pair(
                        "64 header fields",
                        431,
                        house -> fields(house, 64),
                        house -> fields(house, 65)),
                pair(
                        "body of 128 KB from a device",
                        413,
                        house -> plain(house, 128 * KIB),
                        house -> plain(house, 128 * KIB + 1)),
                pair(
                        "body of 128 KB from a device, in chunks",
                        413,
                        house -> chunked(house, 128 * KIB),
                        house -> chunked(house, 128 * KIB + 1)),
                new Row(
                        "body of 1 MB from an operator",
                        house -> assertThat(operator(house, KIB * KIB).status()).isEqualTo(200),
                        house -> {
                            var reply = operator(house, KIB * KIB + 1);
                            assertThat(reply.status()).isEqualTo(413);
                            assertThat(reply.closes()).isTrue();
                        }),
                new Row(
                        REQUESTS_PER_CONNECTION + " requests on one connection",
                        HttpRows::lastRequestIsAnswered,
                        HttpRows::noRequestAfterTheLast),
                pair(
                        "Content-Encoding",
                        415,
                        house -> coded(house, "identity"),
                        house -> coded(house, "gzip")),
                pair("one Content-Length", 400, house -> framed(house, ""), HttpRows::twoLengths),
                pair(
                        "Content-Length alone",
                        400,
                        house -> framed(house, ""),
                        HttpRows::bothFramings),
                pair("lines that end in CR LF", 400, house -> framed(house, ""), HttpRows::bareLf),
                pair(
                        "header fields of one line",
                        400,
                        house -> framed(house, ""),
                        house -> framed(house, "X-Folded: a\r\n b\r\n")));
    }

    private interface Asking {
        HttpTalk.Reply of(House house) throws IOException;
    }

    /// What passes is a registration; what does not is refused, and the connection closed.
    private static Row pair(String name, int status, Asking at, Asking over) {
        return new Row(
                name,
                house -> {
                    var reply = at.of(house);
                    assertThat(reply.status()).as(reply.body()).isEqualTo(202);
                    assertThat(reply.closes()).isFalse();
                },
                house -> {
                    var reply = over.of(house);
                    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
                    assertThat(reply.closes()).isTrue();
                    assertThat(reply.document().members()).containsKey("errorCode");
                });
    }

    private static HttpTalk.Reply say(House house, String request) throws IOException {
        try (var talk = new HttpTalk(house.plug().tls(house.httpsPort()))) {
            var reply = talk.say(request);
            if (reply.closes()) {
                assertThat(talk.ends()).as("the connection ends").isTrue();
            }
            return reply;
        }
    }

    private static String target(House house) {
        return HttpsDevice.target(house.scope(), "http-row", "register");
    }

    private static HttpTalk.Reply register(
            House house, String target, Map<String, String> more, String body) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Authorization", house.token("http-row"));
        headers.putAll(more);
        return say(house, HttpTalk.request("PUT", target, headers, body));
    }

    private static String body() {
        return HttpsDevice.registration("http-row");
    }

    private static HttpTalk.Reply line(House house, int length) throws IOException {
        var target = target(house) + "&pad=";
        int rest = length - "PUT  HTTP/1.1".length() - target.length();
        return register(house, target + "x".repeat(rest), Map.of(), body());
    }

    private static HttpTalk.Reply headers(House house, int length) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Authorization", house.token("http-row"));
        headers.put("X-Pad", "");
        var head = HttpTalk.request("PUT", target(house), headers, body());
        int without = head.indexOf("\r\n\r\n") - head.indexOf("\r\n");
        headers.put("X-Pad", "x".repeat(length - without));
        return say(house, HttpTalk.request("PUT", target(house), headers, body()));
    }

    private static HttpTalk.Reply fields(House house, int count) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        int usual = 4; // Host, Authorization, Content-Type, Content-Length
        for (int i = usual; i < count; i++) {
            headers.put("X-Pad-" + i, "x");
        }
        return register(house, target(house), headers, body());
    }

    private static HttpTalk.Reply plain(House house, int bytes) throws IOException {
        return register(house, target(house), Map.of(), padded(body(), bytes));
    }

    private static HttpTalk.Reply chunked(House house, int bytes) throws IOException {
        var head =
                HttpTalk.request(
                        "PUT",
                        target(house),
                        Map.of(
                                "Authorization", house.token("http-row"),
                                "Content-Type", "application/json",
                                "Transfer-Encoding", "chunked"),
                        "");
        var text = padded(body(), bytes);
        return say(house, head + "%x\r\n%s\r\n0\r\n\r\n".formatted(text.length(), text));
    }

    private static HttpTalk.Reply operator(House house, int bytes) throws IOException {
        var body = padded("{\"query\":\"SELECT *\"}", bytes);
        return say(
                house,
                HttpTalk.request(
                        "POST",
                        "/enrollmentGroups/query?" + House.VERSION,
                        Map.of("Authorization", house.ownerToken()),
                        body));
    }

    /// The same document, so long.
    static String padded(String document, int bytes) {
        return document + " ".repeat(bytes - document.length());
    }

    private static void lastRequestIsAnswered(House house) throws IOException {
        try (var talk = new HttpTalk(house.plug().tls(house.httpsPort()))) {
            for (int i = 1; i <= REQUESTS_PER_CONNECTION; i++) {
                var reply = talk.say(lookup(house));
                assertThat(reply.status()).isNotEqualTo(0);
                assertThat(reply.closes()).isEqualTo(i == REQUESTS_PER_CONNECTION);
            }
        }
    }

    private static void noRequestAfterTheLast(House house) throws IOException {
        try (var talk = new HttpTalk(house.plug().tls(house.httpsPort()))) {
            var wanted = REQUESTS_PER_CONNECTION + 1;
            var reply = talk.say(lookup(house).repeat(wanted));
            for (int i = 2; i <= REQUESTS_PER_CONNECTION; i++) {
                reply = talk.hear();
            }
            assertThat(reply.closes()).isTrue();
            assertThat(talk.ends()).as("the connection ends without one more reply").isTrue();
        }
    }

    private static String lookup(House house) {
        return HttpTalk.request(
                "GET",
                "/enrollmentGroups/fleet?" + House.VERSION,
                Map.of("Authorization", house.ownerToken()),
                "");
    }

    private static HttpTalk.Reply coded(House house, String coding) throws IOException {
        return register(house, target(house), Map.of("Content-Encoding", coding), body());
    }

    /// A registration with a header field as it is written here.
    private static HttpTalk.Reply framed(House house, String field) throws IOException {
        var proper =
                HttpTalk.request(
                        "PUT",
                        target(house),
                        Map.of("Authorization", house.token("http-row")),
                        body());
        return say(house, proper.replaceFirst("\r\n", "\r\n" + field));
    }

    private static HttpTalk.Reply twoLengths(House house) throws IOException {
        return framed(house, "Content-Length: %d\r\n".formatted(body().length() + 1));
    }

    private static HttpTalk.Reply bothFramings(House house) throws IOException {
        return framed(house, "Transfer-Encoding: chunked\r\n");
    }

    private static HttpTalk.Reply bareLf(House house) throws IOException {
        return framed(house, "X-Bare: a\n");
    }
}
