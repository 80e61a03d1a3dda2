package berth.core.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Bytes as a value: immutable, compared by content, shown as hexadecimal. For digests,
/// certificates and signatures; secrets have a type of their own.
public final class ByteString {
    public static final ByteString EMPTY = new ByteString(new byte[0]);

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    public static ByteString of(byte... bytes) {
        return new ByteString(bytes.clone());
    }

    /// @throws IllegalArgumentException when `text` is not base64
    public static ByteString ofBase64(String text) {
        return new ByteString(Base64.getDecoder().decode(text));
    }

    /// @throws IllegalArgumentException when `text` is not hexadecimal
    public static ByteString ofHex(String text) {
        return new ByteString(HexFormat.of().parseHex(text));
    }

    public static ByteString sha256(byte... content) {
        return digest("SHA-256", content);
    }

    /// Only for names that others chose to make of it (thumbprints); proves nothing.
    public static ByteString sha1(byte... content) {
        return digest("SHA-1", content);
    }

    private static ByteString digest(String algorithm, byte[] content) {
        try {
            return new ByteString(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    public String hexUpper() {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Equality that takes as long for a near miss as for a far one.
    public boolean equalsInConstantTime(ByteString other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
