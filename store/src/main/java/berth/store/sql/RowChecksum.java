package berth.store.sql;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// A digest over a row's columns, to notice what the engines do not: a byte that changed on the
/// disk. Proves nothing against somebody who can write; that is what seals are for.
///
/// Left out are sealed columns, which have their own proof, and those that only schedule work (next
/// run, lease): they change in statements that see no row, and a wrong one delays, no more.
final class RowChecksum {
    private static final int BYTES = 16;

    private final MessageDigest digest;

    RowChecksum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    RowChecksum add(@Nullable String text) {
        if (text == null) {
            return length(-1);
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        length(bytes.length);
        digest.update(bytes);
        return this;
    }

    RowChecksum add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        return this;
    }

    RowChecksum add(@Nullable Long number) {
        return number == null ? length(-1) : length(Long.BYTES).add(number.longValue());
    }

    byte[] value() {
        return Arrays.copyOf(digest.digest(), BYTES);
    }

    private RowChecksum length(int length) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
        return this;
    }
}
