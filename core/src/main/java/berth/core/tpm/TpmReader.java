package berth.core.tpm;

import java.util.Arrays;

/// Reads what a TPM marshalled, strictly: nothing may be missing and nothing may be left.
final class TpmReader {
    private final byte[] bytes;
    private int position;

    TpmReader(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    int u16(String what) throws TpmFormat {
        var two = take(2, what);
        return ((two[0] & 0xFF) << 8) | (two[1] & 0xFF);
    }

    int u32(String what) throws TpmFormat {
        return (u16(what) << 16) | u16(what);
    }

    /// The content of a `TPM2B`.
    byte[] sized(String what) throws TpmFormat {
        return take(u16(what), what);
    }

    byte[] rest() {
        var rest = Arrays.copyOfRange(bytes, position, bytes.length);
        position = bytes.length;
        return rest;
    }

    void end(String what) throws TpmFormat {
        if (position != bytes.length) {
            throw new TpmFormat(
                    "%s has %d bytes too many".formatted(what, bytes.length - position));
        }
    }

    private byte[] take(int length, String what) throws TpmFormat {
        if (length > bytes.length - position) {
            throw new TpmFormat("%s is cut off".formatted(what));
        }
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }
}
