package berth.core.secret;

import berth.core.id.ByteString;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// Bytes that must not be seen. The text form is a mask; the bytes come out only by the two methods
/// whose names say so, and those are called where a key is used or deliberately disclosed.
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Secret of(byte... bytes) {
        return new Secret(bytes.clone());
    }

    /// @throws IllegalArgumentException when `text` is not base64; the message does not repeat it
    public static Secret ofBase64(String text) {
        try {
            return new Secret(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            // The cause's message quotes the offending character: a piece of the secret.
            throw new IllegalArgumentException("not base64");
        }
    }

    public static Secret random(int length, RandomGenerator random) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    public byte[] reveal() {
        return bytes.clone();
    }

    public String revealBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    public int length() {
        return bytes.length;
    }

    /// A digest that tells two secrets apart without telling either.
    public ByteString fingerprint() {
        return ByteString.sha256(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
