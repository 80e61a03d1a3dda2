package berth.core.secret;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/// A primary and a secondary key, both valid at any time, so that one can be rolled while devices
/// still hold the other. Each is 16 to 64 bytes. Source: dps-service-api, section 2.3.
public record SymmetricKeys(Secret primary, Secret secondary) {
    public static final int KEY_BYTES_MIN = 16;
    public static final int KEY_BYTES_MAX = 64;

    public SymmetricKeys {
        check(primary);
        check(secondary);
    }

    private static void check(Secret key) {
        if (key.length() < KEY_BYTES_MIN || key.length() > KEY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a symmetric key has %d to %d bytes, not %d"
                            .formatted(KEY_BYTES_MIN, KEY_BYTES_MAX, key.length()));
        }
    }

    /// New keys of the length Azure generates: 64 bytes.
    public static SymmetricKeys generate(RandomGenerator random) {
        return new SymmetricKeys(
                Secret.random(KEY_BYTES_MAX, random), Secret.random(KEY_BYTES_MAX, random));
    }

    /// The keys of one device of a group: HMAC-SHA256 of the registration ID, as the device spells
    /// it, under each group key. Source: dps-device-protocol, section 4.1.
    public SymmetricKeys derive(String registrationIdSpelling) {
        var name = registrationIdSpelling.getBytes(StandardCharsets.UTF_8);
        return new SymmetricKeys(
                Secret.of(HmacSha256.of(primary, name)), Secret.of(HmacSha256.of(secondary, name)));
    }
}
