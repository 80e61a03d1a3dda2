package berth.cli.fleet.stream;

import berth.core.id.ByteString;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// The client's side of a WebSocket as a stream of bytes: what is written goes out as one binary
/// message, and payload comes back without regard to where messages begin. For one thread.
///
/// Source: RFC 6455, sections 4.1 and 5.
public final class WebSocketStream implements ByteStream {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketStream.class);
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CONTROL_BYTES_MAX = 125;
    private static final byte[] NORMAL_CLOSURE = {0x03, (byte) 0xe8};

    private final ByteStream stream;
    private final StreamReader in;
    private final RandomGenerator random;
    private long payloadLeft;
    private boolean ended;

    private WebSocketStream(ByteStream stream, RandomGenerator random) {
        this.stream = stream;
        this.in = new StreamReader(stream);
        this.random = random;
    }

    /// The server did not agree to a WebSocket.
    ///
    /// The status is the server's own.
    public static final class Declined extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        Declined(int status) {
            super("HTTP %d instead of a WebSocket".formatted(status));
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /// Shakes hands.
    ///
    /// @param random has to be unpredictable
    /// @throws Declined when the server answers otherwise than with 101
    /// @throws IOException also when its 101 is not the one that RFC 6455 wants
    public static WebSocketStream over(
            ByteStream stream, WebSocketRequest request, RandomGenerator random)
            throws IOException {
        var webSocket = new WebSocketStream(stream, random);
        var nonce = new byte[16];
        random.nextBytes(nonce);
        var key = Base64.getEncoder().encodeToString(nonce);
        stream.write(request.text(key).getBytes(StandardCharsets.ISO_8859_1));
        var head = HttpHead.read(webSocket.in);
        if (head.status() != 101) {
            throw new Declined(head.status());
        }
        var accept = ByteString.sha1((key + GUID).getBytes(StandardCharsets.US_ASCII)).base64();
        if (!head.header("sec-websocket-accept").equals(accept)
                || !head.header("sec-websocket-protocol").equals(request.protocol())
                || !head.header("sec-websocket-extensions").isEmpty()) {
            throw new IOException("the server agreed to another WebSocket than was asked for");
        }
        return webSocket;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (payloadLeft == 0) {
            if (ended) {
                return -1;
            }
            nextFrame();
        }
        int count = in.some(buffer, offset, (int) Math.min(length, payloadLeft));
        payloadLeft -= Math.max(count, 0);
        return count;
    }

    private void nextFrame() throws IOException {
        int bits = in.next();
        int shortLength = in.next();
        if ((bits & 0x70) != 0 || (shortLength & 0x80) != 0) {
            throw new IOException("not a frame of a WebSocket server");
        }
        long length = length(shortLength);
        switch (bits & 0x0f) {
            case ClientFrame.BINARY, ClientFrame.CONTINUATION -> payloadLeft = length;
            case ClientFrame.PING -> send(ClientFrame.PONG, control(length));
            case ClientFrame.PONG -> control(length);
            case ClientFrame.CLOSE -> {
                control(length);
                ended = true;
            }
            default -> throw new IOException("a WebSocket frame that is not binary");
        }
    }

    private long length(int shortLength) throws IOException {
        int bytes =
                switch (shortLength) {
                    case 126 -> 2;
                    case 127 -> 8;
                    default -> 0;
                };
        if (bytes == 0) {
            return shortLength;
        }
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | in.next();
        }
        if (length < 0) {
            throw new IOException("a WebSocket frame of more than 2^63 bytes");
        }
        return length;
    }

    private byte[] control(long length) throws IOException {
        if (length > CONTROL_BYTES_MAX) {
            throw new IOException("a WebSocket control frame of %d bytes".formatted(length));
        }
        return in.exactly((int) length);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        send(ClientFrame.BINARY, bytes);
    }

    private void send(int opcode, byte[] payload) throws IOException {
        var mask = new byte[4];
        random.nextBytes(mask);
        stream.write(ClientFrame.bytes(opcode, payload, mask));
    }

    @Override
    public void timeout(Duration time) throws IOException {
        stream.timeout(time);
    }

    @Override
    public void close() {
        try {
            send(ClientFrame.CLOSE, NORMAL_CLOSURE);
        } catch (IOException e) {
            LOG.trace("closing a WebSocket whose peer is gone", e);
        }
        stream.close();
    }
}
