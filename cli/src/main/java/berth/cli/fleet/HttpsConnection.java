package berth.cli.fleet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// One keep-alive HTTP/1.1 connection over TLS, as a small device would hold it: blocking, one
/// request at a time, nothing but `Content-Length` bodies. The JDK's client keeps a selector thread
/// per TLS context, and each simulated device has its own context.
public final class HttpsConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpsConnection.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int LINE_BYTES_MAX = 16 * 1024;
    private static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

    private final String host;
    private final Socket socket;
    private final InputStream in;

    private HttpsConnection(String host, Socket socket, InputStream in) {
        this.host = host;
        this.socket = socket;
        this.in = in;
    }

    /// A reply; header names are in lower case.
    public record Reply(int status, Map<String, String> headers, String body) {}

    /// As below, with the patience of a tool.
    public static HttpsConnection open(Endpoint endpoint, SSLContext tls) throws IOException {
        return open(endpoint, tls, TIMEOUT);
    }

    /// Connects and finishes the TLS handshake, with the server's name verified.
    ///
    /// @param timeout for connecting and for each wait for bytes
    static HttpsConnection open(Endpoint endpoint, SSLContext tls, Duration timeout)
            throws IOException {
        var address = new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("nobody knows the host " + endpoint.host());
        }
        var tcp = new Socket();
        try {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(millis(timeout));
            tcp.connect(address, millis(timeout));
            var socket =
                    (SSLSocket)
                            tls.getSocketFactory()
                                    .createSocket(tcp, endpoint.host(), endpoint.port(), true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new HttpsConnection(
                    endpoint.host(), socket, new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    /// Changes how long to wait for bytes.
    void timeout(Duration time) throws IOException {
        socket.setSoTimeout(millis(time));
    }

    /// At least 1: zero would be for ever.
    private static int millis(Duration time) {
        return Math.clamp(time.toMillis(), 1, Integer.MAX_VALUE);
    }

    /// Sends one request and reads its reply.
    public Reply exchange(String method, String target, Map<String, String> headers, String body)
            throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\n");
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
        var out = socket.getOutputStream();
        out.write(whole);
        out.flush();
        return read();
    }

    private Reply read() throws IOException {
        var status = line().split(" ", 3);
        if (status.length < 2) {
            throw new IOException("not an HTTP reply");
        }
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("not a header field: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = number(headers.getOrDefault("content-length", "0"));
        if (length > BODY_BYTES_MAX) {
            throw new IOException("reply of %d bytes".formatted(length));
        }
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection closed in the middle of a reply");
        }
        return new Reply(number(status[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    private static int number(String text) throws IOException {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IOException("not a number in an HTTP reply: " + text);
        }
        return Integer.parseInt(text);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed by the server");
            }
            if (line.length() >= LINE_BYTES_MAX) {
                throw new IOException("reply header line too long");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // TLS wants to say goodbye to a peer that is gone; the descriptor is free all the same.
            LOG.trace("closing a connection to {}", host, e);
        }
    }
}
