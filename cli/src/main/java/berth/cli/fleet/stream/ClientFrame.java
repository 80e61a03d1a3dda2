package berth.cli.fleet.stream;

import java.nio.ByteBuffer;

/// Frames as a client sends them: whole messages, masked.
///
/// ```text
/// FIN RSV(3) opcode(4) | MASK length(7) | [length 16 or 64] | masking key(32) | payload
/// ```
///
/// Source: RFC 6455, section 5.2.
final class ClientFrame {
    static final int CONTINUATION = 0;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private ClientFrame() {}

    /// @param mask four bytes that nobody can foretell
    static byte[] bytes(int opcode, byte[] payload, byte[] mask) {
        var frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) (FIN | opcode));
        if (payload.length < LENGTH_16) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xffff) {
            frame.put((byte) (MASKED | LENGTH_16)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | LENGTH_64)).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        var bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
