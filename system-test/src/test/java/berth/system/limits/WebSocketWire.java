package berth.system.limits;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The client's side of a WebSocket: each write is one binary message; what is read is one stream.
final class WebSocketWire implements Wire {
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final byte[] MASK = {1, 2, 3, 4};
    private static final byte[] END = {};

    private final Wire beneath;
    private final String head;
    private byte[] rest;
    private int closeCode;

    private WebSocketWire(Wire beneath, String head, byte[] rest) {
        this.beneath = beneath;
        this.head = head;
        this.rest = rest;
    }

    static String request(String protocol, String moreHeaders) {
        return """
        GET /$iothub/websocket HTTP/1.1\r
        Host: %s\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
        Sec-WebSocket-Protocol: %s\r
        %s\r
        """
                .formatted(House.HOST, protocol, moreHeaders);
    }

    static WebSocketWire open(Wire beneath, String protocol) throws IOException {
        return open(beneath, protocol, "");
    }

    /// @param moreHeaders each with its line end
    static WebSocketWire open(Wire beneath, String protocol, String moreHeaders)
            throws IOException {
        beneath.write(HttpTalk.bytes(request(protocol, moreHeaders)));
        var head = new ByteArrayOutputStream();
        while (true) {
            var bytes = beneath.read();
            head.writeBytes(bytes);
            var text = HttpTalk.text(head.toByteArray());
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0 && text.startsWith("HTTP/1.1 101 ")) {
                var all = head.toByteArray();
                return new WebSocketWire(
                        beneath,
                        text.substring(0, end),
                        Arrays.copyOfRange(all, end + 4, all.length));
            }
            if (bytes.length == 0 || end >= 0) {
                beneath.close();
                throw new IOException("no WebSocket: " + text);
            }
        }
    }

    /// The server's answer to the upgrade.
    String head() {
        return head;
    }

    /// The code of the server's close frame; 0 as long as there was none.
    int closeCode() {
        return closeCode;
    }

    @Override
    public void write(byte[] message) throws IOException {
        beneath.write(frame(0x80 | BINARY, message));
    }

    /// One frame.
    ///
    /// @param first FIN, RSV and opcode
    void writeFrame(int first, byte[] payload) throws IOException {
        beneath.write(frame(first, payload));
    }

    static byte[] frame(int first, byte[] payload) {
        var frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length <= 0xffff) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    @Override
    public byte[] read() throws IOException {
        while (true) {
            var fields = take(2);
            if (fields.length < 2) {
                return END;
            }
            int length = fields[1] & 0x7f;
            if (length == 126) {
                length = ByteBuffer.wrap(take(2)).getShort() & 0xffff;
            } else if (length == 127) {
                length = Math.toIntExact(ByteBuffer.wrap(take(8)).getLong());
            }
            var payload = take(length);
            int opcode = fields[0] & 0x0f;
            if (opcode == CLOSE) {
                closeCode = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort();
                return END;
            }
            if (opcode == BINARY && payload.length > 0) {
                return payload;
            }
        }
    }

    /// So many bytes, or fewer at the end.
    private byte[] take(int count) throws IOException {
        while (rest.length < count) {
            var more = beneath.read();
            if (more.length == 0) {
                break;
            }
            int before = rest.length;
            rest = Arrays.copyOf(rest, before + more.length);
            System.arraycopy(more, 0, rest, before, more.length);
        }
        int taken = Math.min(count, rest.length);
        var bytes = Arrays.copyOf(rest, taken);
        rest = Arrays.copyOfRange(rest, taken, rest.length);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        beneath.close();
    }
}
