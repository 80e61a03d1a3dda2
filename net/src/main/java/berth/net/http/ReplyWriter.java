package berth.net.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Turns replies into bytes: status line, the endpoint's fields, `Content-Length` always, `Date`.
final class ReplyWriter {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /// Ours to say, whatever an endpoint says.
    private static final Set<String> OURS =
            Set.of("content-length", "date", "connection", "transfer-encoding", "keep-alive");

    private static final Map<Integer, String> REASONS =
            Map.ofEntries(
                    Map.entry(101, "Switching Protocols"),
                    Map.entry(200, "OK"),
                    Map.entry(201, "Created"),
                    Map.entry(202, "Accepted"),
                    Map.entry(204, "No Content"),
                    Map.entry(400, "Bad Request"),
                    Map.entry(401, "Unauthorized"),
                    Map.entry(403, "Forbidden"),
                    Map.entry(404, "Not Found"),
                    Map.entry(405, "Method Not Allowed"),
                    Map.entry(408, "Request Timeout"),
                    Map.entry(409, "Conflict"),
                    Map.entry(412, "Precondition Failed"),
                    Map.entry(413, "Content Too Large"),
                    Map.entry(414, "URI Too Long"),
                    Map.entry(415, "Unsupported Media Type"),
                    Map.entry(417, "Expectation Failed"),
                    Map.entry(429, "Too Many Requests"),
                    Map.entry(431, "Request Header Fields Too Large"),
                    Map.entry(500, "Internal Server Error"),
                    Map.entry(503, "Service Unavailable"));

    /// The text of one second, shared by all replies within it.
    private record Second(long epochSecond, String text) {}

    private final InstantSource clock;
    private volatile Second second = new Second(Long.MIN_VALUE, "");

    ReplyWriter(InstantSource clock) {
        this.clock = clock;
    }

    /// The bytes of a reply.
    ///
    /// @param toHead whether the request was a HEAD: the length is told, the body stays here
    /// @param closeAfter whether the connection ends with this reply
    /// @throws IllegalArgumentException when a header field would break the reply's framing
    ByteBuffer bytes(HttpReply reply, boolean toHead, boolean closeAfter) {
        boolean bodyless = reply.status() == 204 || reply.status() == 304;
        var head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(reply.status()).append(' ');
        head.append(REASONS.getOrDefault(reply.status(), "")).append("\r\n");
        head.append("Date: ").append(date()).append("\r\n");
        if (!bodyless) {
            head.append("Content-Length: ").append(reply.body().length()).append("\r\n");
        }
        for (HttpHeaders.Field field : reply.headers().fields()) {
            if (!OURS.contains(field.name().toLowerCase(Locale.ROOT))) {
                requireClean(field);
                head.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        if (closeAfter) {
            head.append("Connection: close\r\n");
        }
        head.append("\r\n");
        byte[] body = toHead || bodyless ? new byte[0] : reply.body().toByteArray();
        byte[] headBytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(headBytes.length + body.length).put(headBytes).put(body).flip();
    }

    /// The word that a client waits for before it sends its body.
    static ByteBuffer goOn() {
        return ascii("HTTP/1.1 100 Continue\r\n\r\n");
    }

    /// The reply after which the connection speaks WebSocket.
    ///
    /// @param subProtocol in the spelling offered, so it is a token
    static ByteBuffer switchToWebSocket(String accept, String subProtocol) {
        return ascii(
                "HTTP/1.1 101 Switching Protocols\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accept
                        + "\r\nSec-WebSocket-Protocol: "
                        + subProtocol
                        + "\r\n\r\n");
    }

    private String date() {
        Instant now = clock.instant();
        Second last = second;
        if (last.epochSecond() != now.getEpochSecond()) {
            last = new Second(now.getEpochSecond(), HTTP_DATE.format(now));
            second = last;
        }
        return last.text();
    }

    private static void requireClean(HttpHeaders.Field field) {
        boolean clean =
                !field.name().isEmpty()
                        && field.name().chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')
                        && field.value().chars().allMatch(c -> c >= ' ' && c <= 0xff && c != 0x7f);
        if (!clean) {
            throw new IllegalArgumentException("not a header field: " + field.name());
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
