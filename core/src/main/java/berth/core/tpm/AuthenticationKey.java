package berth.core.tpm;

import static berth.core.tpm.TpmBytes.concat;
import static berth.core.tpm.TpmBytes.sized;
import static berth.core.tpm.TpmBytes.u16;
import static berth.core.tpm.TpmBytes.u32;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// A key wrapped for one TPM, `authenticationKey` on the wire: only the TPM that holds the private
/// halves of both its endorsement key and its storage root key can load it, and then only use it.
/// Six marshalled structures in a row:
///
/// | # | structure | bytes | content |
/// | --- | --- | --- | --- |
/// | 1 | `TPM2B_ID_OBJECT` | 54 | the wrap key, for the object named as the storage root key |
/// | 2 | `TPM2B_ENCRYPTED_SECRET` | 258 | the seed of 1, for the endorsement key |
/// | 3 | `TPM2B_PRIVATE` | 144 | the key, under the wrap key and the seed of 4 |
/// | 4 | `TPM2B_ENCRYPTED_SECRET` | 258 | the seed of 3, for the storage root key |
/// | 5 | `TPM2B_PUBLIC` | 82 | the key's public area |
/// | 6 | `TPM2B_DATA` | 2 + n | a text under the wrap key, which nobody uses |
///
/// Source: dps-device-protocol, section 4.5; TPM 2.0 Library part 1, sections 23.3 and 24.
public final class AuthenticationKey {
    /// Of the wrapped key. The sizes above are for this length.
    public static final int KEY_BYTES = 32;

    /// So that it fits two segments of a SASL exchange. Source: dps-device-protocol, section 3.3.
    public static final int BLOB_BYTES_MAX = 940;

    static final int TEXT_BYTES_MAX = 142;
    static final String IDENTITY = "IDENTITY";
    static final String DUPLICATE = "DUPLICATE";

    /// The key signs, may be used without a policy, and is not bound to a TPM: it was not made in
    /// one, and import refuses a key that says so.
    private static final int ATTRIBUTES =
            TpmConstants.USER_WITH_AUTH | TpmConstants.NO_DA | TpmConstants.SIGN;

    /// PolicyCommandCode(TPM2_Duplicate).
    private static final byte[] POLICY =
            HexFormat.of()
                    .parseHex("bef56b8c1cc84e11edd717528d2cd99356bd2bbf8f015209c3f84aeeaba8e8a2");

    private AuthenticationKey() {}

    /// Everything random about one blob. Never used twice: the encryption has no nonces.
    ///
    /// @param wrapKey 16 bytes, because stock clients name AES-128 whatever its length
    /// @param identitySeed of part 2, 32 bytes
    /// @param duplicateSeed of part 4, 32 bytes
    /// @param obfuscation hides the key in its public area, 32 bytes
    /// @param identityPadding for the encryption of part 2, 32 bytes
    /// @param duplicatePadding for the encryption of part 4, 32 bytes
    public record Draws(
            Secret wrapKey,
            Secret identitySeed,
            Secret duplicateSeed,
            Secret obfuscation,
            Secret identityPadding,
            Secret duplicatePadding) {
        public Draws {
            requireLength(wrapKey, TpmCrypto.AES_KEY_BYTES);
            requireLength(identitySeed, TpmCrypto.DIGEST_BYTES);
            requireLength(duplicateSeed, TpmCrypto.DIGEST_BYTES);
            requireLength(obfuscation, TpmCrypto.DIGEST_BYTES);
            requireLength(identityPadding, Oaep.SEED_BYTES);
            requireLength(duplicatePadding, Oaep.SEED_BYTES);
        }

        public static Draws from(RandomGenerator random) {
            return new Draws(
                    Secret.random(TpmCrypto.AES_KEY_BYTES, random),
                    Secret.random(TpmCrypto.DIGEST_BYTES, random),
                    Secret.random(TpmCrypto.DIGEST_BYTES, random),
                    Secret.random(TpmCrypto.DIGEST_BYTES, random),
                    Secret.random(Oaep.SEED_BYTES, random),
                    Secret.random(Oaep.SEED_BYTES, random));
        }
    }

    private static void requireLength(Secret secret, int length) {
        if (secret.length() != length) {
            throw new IllegalArgumentException(
                    "%d bytes are needed, not %d".formatted(length, secret.length()));
        }
    }

    /// Wraps `key` for the TPM with these two keys.
    ///
    /// @param key [#KEY_BYTES] long
    /// @param text 1 to 142 bytes of UTF-8, not secret
    public static ByteString wrap(
            TpmStorageKey endorsement,
            TpmStorageKey storageRoot,
            Secret key,
            String text,
            Draws draws) {
        requireLength(key, KEY_BYTES);
        var publicArea = publicArea(key, draws);
        return ByteString.of(
                concat(
                        credential(storageRoot, draws),
                        sized(
                                endorsement.encryptSeed(
                                        IDENTITY,
                                        draws.identitySeed().reveal(),
                                        draws.identityPadding().reveal())),
                        duplicate(publicArea, key, draws),
                        sized(
                                storageRoot.encryptSeed(
                                        DUPLICATE,
                                        draws.duplicateSeed().reveal(),
                                        draws.duplicatePadding().reveal())),
                        sized(publicArea),
                        sized(TpmCrypto.encrypt(draws.wrapKey().reveal(), text(text)))));
    }

    private static byte[] text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1 || bytes.length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the text has 1 to %d bytes, not %d".formatted(TEXT_BYTES_MAX, bytes.length));
        }
        return bytes;
    }

    /// Part 1: the wrap key for whoever holds the object with the storage root key's name.
    private static byte[] credential(TpmStorageKey storageRoot, Draws draws) {
        return sized(
                sealed(
                        draws.identitySeed().reveal(),
                        storageRoot.name(),
                        sized(draws.wrapKey().reveal())));
    }

    /// Part 3. Two coats: the inner one under the wrap key, with a digest, and the outer one that
    /// only the new parent can take off.
    private static byte[] duplicate(byte[] publicArea, Secret key, Draws draws) {
        var name = TpmCrypto.name(publicArea);
        var sensitive =
                sized(
                        u16(TpmConstants.KEYEDHASH),
                        sized(),
                        sized(draws.obfuscation().reveal()),
                        sized(key.reveal()));
        var inner =
                TpmCrypto.encrypt(
                        draws.wrapKey().reveal(),
                        sized(TpmCrypto.sha256(sensitive, name)),
                        sensitive);
        return sized(sealed(draws.duplicateSeed().reveal(), name, inner));
    }

    /// Encrypted for the object `name`, with the check value before it.
    private static byte[] sealed(byte[] seed, byte[] name, byte[] clear) {
        var encrypted = TpmCrypto.encrypt(TpmCrypto.storageKey(seed, name), clear);
        var check = TpmCrypto.hmac(TpmCrypto.integrityKey(seed), encrypted, name);
        return concat(sized(check), encrypted);
    }

    /// Part 5, without its size: the `TPMT_PUBLIC` of an HMAC-SHA256 key.
    private static byte[] publicArea(Secret key, Draws draws) {
        return concat(
                u16(TpmConstants.KEYEDHASH),
                u16(TpmConstants.SHA256),
                u32(ATTRIBUTES),
                sized(POLICY),
                u16(TpmConstants.HMAC),
                u16(TpmConstants.SHA256),
                sized(TpmCrypto.sha256(draws.obfuscation().reveal(), key.reveal())));
    }
}
