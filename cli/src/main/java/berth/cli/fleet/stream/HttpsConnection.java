package berth.cli.fleet.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;

/// One keep-alive HTTP/1.1 connection over TLS, as a small device would hold it: blocking, one
/// request at a time, nothing but `Content-Length` bodies. The JDK's client keeps a selector thread
/// per TLS context, and each simulated device has its own context.
public final class HttpsConnection implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

    private final String hostHeader;
    private final ByteStream stream;
    private final StreamReader in;

    private HttpsConnection(String hostHeader, ByteStream stream) {
        this.hostHeader = hostHeader;
        this.stream = stream;
        this.in = new StreamReader(stream);
    }

    /// A reply; header names are in lower case.
    public record Reply(int status, Map<String, String> headers, String body) {}

    /// Connects with the patience of a tool.
    public static HttpsConnection open(String host, int port, SSLContext tls) throws IOException {
        return over(TlsStream.open(host, port, tls, TIMEOUT, new Traffic()), host);
    }

    /// @param hostHeader what `Host` says in each request
    public static HttpsConnection over(ByteStream stream, String hostHeader) {
        return new HttpsConnection(hostHeader, stream);
    }

    /// Changes how long to wait for bytes.
    public void timeout(Duration time) throws IOException {
        stream.timeout(time);
    }

    /// Sends one request and reads its reply.
    public Reply exchange(String method, String target, Map<String, String> headers, String body)
            throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(hostHeader).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (bytes.length > 0) {
            head.append("Content-Type: application/json; charset=utf-8\r\n");
        }
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        var headBytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        var whole = new byte[headBytes.length + bytes.length];
        System.arraycopy(headBytes, 0, whole, 0, headBytes.length);
        System.arraycopy(bytes, 0, whole, headBytes.length, bytes.length);
        stream.write(whole);
        return read();
    }

    private Reply read() throws IOException {
        var head = HttpHead.read(in);
        int length = head.contentLength();
        if (length > BODY_BYTES_MAX) {
            throw new IOException("reply of %d bytes".formatted(length));
        }
        var body = new String(in.exactly(length), StandardCharsets.UTF_8);
        return new Reply(head.status(), head.headers(), body);
    }

    @Override
    public void close() {
        stream.close();
    }
}
