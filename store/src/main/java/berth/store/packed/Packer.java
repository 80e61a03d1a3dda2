package berth.store.packed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Bytes while they are being written. Numbers are 0 or more and take seven bits a byte, the lowest
/// first, with the eighth bit set where more follow. Used by one thread.
final class Packer {
    static final int CHECKSUM_BYTES = Integer.BYTES;

    private byte[] bytes;
    private int length;

    Packer(int expected) {
        bytes = new byte[expected];
    }

    Packer number(long number) {
        room(10);
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    Packer text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Packer bytes(byte[] content) {
        number(content.length);
        room(content.length);
        System.arraycopy(content, 0, bytes, length, content.length);
        length += content.length;
        return this;
    }

    /// Everything, with the checksum behind it.
    byte[] finish() {
        room(CHECKSUM_BYTES);
        var checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        ByteBuffer.wrap(bytes).putInt(length, (int) checksum.getValue());
        return Arrays.copyOf(bytes, length + CHECKSUM_BYTES);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
