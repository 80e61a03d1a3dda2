package berth.net.websocket;

import java.nio.ByteBuffer;

/// Reads a client's frames.
///
/// ```text
/// FIN RSV(3) opcode(4) | MASK length(7) | [length 16 or 64] | masking key(32) | payload
/// ```
///
/// Payload is handed on as it comes, unmasked, without waiting for the rest of its frame or
/// message: the protocols within are streams of bytes. After the first [Sink#broken] or
/// [Sink#closing] nothing more is read.
///
/// Source: RFC 6455, section 5.
final class FrameReader {
    /// Who is told.
    interface Sink {
        void payload(ByteBuffer bytes);

        void ping(ByteBuffer payload);

        void closing();

        /// The peer broke the rules; `code` is the close code that says which.
        void broken(int code);
    }

    static final int PROTOCOL_ERROR = 1002;
    static final int UNACCEPTABLE = 1003;
    static final int TOO_BIG = 1009;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int CONTROL_BYTES_MAX = 125;

    private final int messageBytesMax;
    private final Sink sink;

    private final byte[] header = new byte[14];
    private int headerLength;
    private int headerWanted = 2;
    private boolean inPayload;

    private int opcode;
    private boolean last;
    private long rest;
    private int maskIndex;
    private final byte[] mask = new byte[4];

    private boolean inMessage;
    private long messageBytes;
    private final ByteBuffer control = ByteBuffer.allocate(CONTROL_BYTES_MAX);
    private boolean over;

    FrameReader(int messageBytesMax, Sink sink) {
        this.messageBytesMax = messageBytesMax;
        this.sink = sink;
    }

    void take(ByteBuffer input) {
        while (!over && (input.hasRemaining() || (inPayload && rest == 0))) {
            if (inPayload) {
                takePayload(input);
            } else {
                takeHeader(input);
            }
        }
    }

    private void takeHeader(ByteBuffer input) {
        header[headerLength++] = input.get();
        if (headerLength < headerWanted) {
            return;
        }
        if (headerWanted == 2) {
            int length = header[1] & 0x7f;
            if ((header[1] & 0x80) == 0) {
                // Only masked frames are lawful from a client.
                fail(PROTOCOL_ERROR);
                return;
            }
            headerWanted = 2 + 4 + (length == 126 ? 2 : length == 127 ? 8 : 0);
            return;
        }
        startPayload();
    }

    private void startPayload() {
        int bits = header[0] & 0xff;
        last = (bits & 0x80) != 0;
        opcode = bits & 0x0f;
        int shortLength = header[1] & 0x7f;
        var fields = ByteBuffer.wrap(header, 2, headerLength - 2);
        rest =
                switch (shortLength) {
                    case 126 -> fields.getShort() & 0xffff;
                    case 127 -> fields.getLong();
                    default -> shortLength;
                };
        fields.get(mask);
        maskIndex = 0;
        headerLength = 0;
        headerWanted = 2;
        if ((bits & 0x70) != 0 || rest < 0) {
            fail(PROTOCOL_ERROR);
        } else {
            admit();
        }
    }

    private void admit() {
        switch (opcode) {
            case BINARY, CONTINUATION -> {
                if ((opcode == CONTINUATION) != inMessage) {
                    fail(PROTOCOL_ERROR);
                } else if (messageBytes + rest > messageBytesMax || rest > messageBytesMax) {
                    fail(TOO_BIG);
                } else {
                    messageBytes += rest;
                    inMessage = true;
                    inPayload = true;
                }
            }
            case TEXT -> fail(UNACCEPTABLE);
            case CLOSE, PING, PONG -> {
                if (!last || rest > CONTROL_BYTES_MAX) {
                    fail(PROTOCOL_ERROR);
                } else {
                    control.clear();
                    inPayload = true;
                }
            }
            default -> fail(PROTOCOL_ERROR);
        }
    }

    private void takePayload(ByteBuffer input) {
        int count = (int) Math.min(rest, input.remaining());
        byte[] plain = new byte[count];
        input.get(plain);
        for (int i = 0; i < count; i++) {
            plain[i] ^= mask[maskIndex++ & 3];
        }
        rest -= count;
        boolean frameOver = rest == 0;
        inPayload = !frameOver;
        if (opcode == BINARY || opcode == CONTINUATION) {
            if (frameOver && last) {
                inMessage = false;
                messageBytes = 0;
            }
            if (count > 0) {
                sink.payload(ByteBuffer.wrap(plain));
            }
            return;
        }
        control.put(plain);
        if (frameOver) {
            control.flip();
            takeControl();
        }
    }

    private void takeControl() {
        if (opcode == PING) {
            sink.ping(control);
        } else if (opcode == CLOSE) {
            // Its code is not looked at: a stock client sends an invalid one.
            over = true;
            sink.closing();
        }
    }

    private void fail(int code) {
        over = true;
        sink.broken(code);
    }
}
