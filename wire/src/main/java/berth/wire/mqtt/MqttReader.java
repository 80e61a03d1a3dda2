package berth.wire.mqtt;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Cuts one connection's bytes into packets, wherever they are cut themselves.
///
/// Between packets it holds a few numbers and nothing else. A packet that is too long is refused as
/// soon as its length is known, and room for the others grows with what has arrived, not with what
/// was announced. For one thread at a time.
public final class MqttReader {
    private static final int HEADER_BYTES_MAX = 5;
    private static final int FIRST_ROOM = 512;

    private int packetBytesMax;

    private int headerBytes;
    private int first;
    private @Nullable PacketType type;
    private int length;
    private byte @Nullable [] body;
    private int received;
    private @Nullable String broken;

    /// @param packetBytesMax the longest packet that is read, fixed header included
    public MqttReader(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
    }

    /// From the next packet on, packets may be this long.
    public void packetBytesMax(int bytes) {
        packetBytesMax = bytes;
    }

    /// Reads up to the end of the next packet. After [MqttRead.Broken] it stays so.
    public MqttRead next(ByteBuffer input) {
        if (broken != null) {
            return new MqttRead.Broken(broken);
        }
        try {
            return read(input);
        } catch (MalformedPacket e) {
            String reason = String.valueOf(e.getMessage());
            broken = reason;
            body = null;
            return new MqttRead.Broken(reason);
        }
    }

    private MqttRead read(ByteBuffer input) throws MalformedPacket {
        PacketType known = type;
        if (known == null) {
            known = readHeader(input);
            if (known == null) {
                return MqttRead.Incomplete.INSTANCE;
            }
            type = known;
        }
        ByteBuffer whole = body(input);
        if (whole == null) {
            return MqttRead.Incomplete.INSTANCE;
        }
        headerBytes = 0;
        type = null;
        body = null;
        received = 0;
        return new MqttRead.Complete(new PacketBody(whole).packet(known, first));
    }

    /// @return null if it is not complete yet
    private @Nullable PacketType readHeader(ByteBuffer input) throws MalformedPacket {
        while (input.hasRemaining()) {
            int next = input.get() & 0xff;
            headerBytes++;
            if (headerBytes == 1) {
                first = next;
                length = 0;
                // Nobody needs to wait for the length of nonsense.
                PacketType.of(first);
                continue;
            }
            length |= (next & 0x7f) << (7 * (headerBytes - 2));
            if ((next & 0x80) == 0) {
                return complete();
            }
            if (headerBytes == HEADER_BYTES_MAX) {
                throw new MalformedPacket("a remaining length of more than four bytes");
            }
        }
        return null;
    }

    private PacketType complete() throws MalformedPacket {
        PacketType found = PacketType.of(first);
        found.checkLength(length);
        if (headerBytes + length > packetBytesMax) {
            throw new MalformedPacket(
                    "%s of %d bytes, where %d are allowed"
                            .formatted(found, headerBytes + length, packetBytesMax));
        }
        return found;
    }

    /// The packet without its fixed header, or null if it is not complete yet.
    private @Nullable ByteBuffer body(ByteBuffer input) {
        byte[] before = body;
        if (before == null && input.remaining() >= length) {
            ByteBuffer whole = input.slice(input.position(), length);
            input.position(input.position() + length);
            return whole;
        }
        int count = Math.min(length - received, input.remaining());
        byte[] room = before == null ? new byte[room(count)] : before;
        if (received + count > room.length) {
            room = Arrays.copyOf(room, room(Math.max(received + count, 2 * room.length)));
        }
        input.get(room, received, count);
        received += count;
        body = room;
        return received == length ? ByteBuffer.wrap(room, 0, length) : null;
    }

    private int room(int wanted) {
        return Math.min(length, Math.max(FIRST_ROOM, wanted));
    }

    static boolean speaks(String protocol, int level) {
        return protocol.equals(MqttWriter.PROTOCOL) && level == MqttWriter.LEVEL;
    }
}
