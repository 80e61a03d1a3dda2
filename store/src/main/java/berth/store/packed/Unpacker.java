package berth.store.packed;

import berth.wire.json.BadDocument;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Bytes that a [Packer] wrote, while they are being read. Used by one thread.
final class Unpacker {
    private final ByteBuffer bytes;

    /// @throws BadDocument when the checksum is wrong
    Unpacker(byte[] packed) throws BadDocument {
        int length = packed.length - Packer.CHECKSUM_BYTES;
        if (length < 0) {
            throw new BadDocument("", "is too short");
        }
        var checksum = new CRC32C();
        checksum.update(packed, 0, length);
        if (ByteBuffer.wrap(packed).getInt(length) != (int) checksum.getValue()) {
            throw new BadDocument("", "has a wrong checksum");
        }
        bytes = ByteBuffer.wrap(packed, 0, length);
    }

    long number() throws BadDocument {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw new BadDocument("", "ends too early");
            }
            byte next = bytes.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new BadDocument("", "holds too large a number");
    }

    /// A number of things that follow, each at least a byte long.
    int count() throws BadDocument {
        long count = number();
        if (count > bytes.remaining()) {
            throw new BadDocument("", "ends too early");
        }
        return (int) count;
    }

    byte[] bytes() throws BadDocument {
        var content = new byte[count()];
        bytes.get(content);
        return content;
    }

    String text() throws BadDocument {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    void end() throws BadDocument {
        if (bytes.hasRemaining()) {
            throw new BadDocument("", "goes on behind its end");
        }
    }
}
