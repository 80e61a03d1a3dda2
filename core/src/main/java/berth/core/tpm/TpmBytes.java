package berth.core.tpm;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// How a TPM marshals: integers are big-endian, sized buffers have a `u16` before them.
final class TpmBytes {
    private TpmBytes() {}

    static byte[] concat(byte[]... parts) {
        var bytes = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (var part : parts) {
            bytes.put(part);
        }
        return bytes.array();
    }

    static byte[] u16(int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("not 16 bits: " + value);
        }
        return new byte[] {(byte) (value >>> 8), (byte) value};
    }

    static byte[] u32(int value) {
        return concat(u16(value >>> 16), u16(value & 0xFFFF));
    }

    /// A `TPM2B`: the length, then the content.
    static byte[] sized(byte[]... content) {
        var bytes = concat(content);
        return concat(u16(bytes.length), bytes);
    }
}
