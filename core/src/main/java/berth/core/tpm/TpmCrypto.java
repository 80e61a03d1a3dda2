package berth.core.tpm;

import static berth.core.tpm.TpmBytes.concat;
import static berth.core.tpm.TpmBytes.u32;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The functions a TPM of this kind computes with: SHA-256, HMAC, KDFa and AES-128 in CFB mode.
///
/// Source: dps-device-protocol, section 4.5; TPM 2.0 Library part 1, sections 11.4.10 and 11.4.12.
final class TpmCrypto {
    static final int DIGEST_BYTES = 32;
    static final int AES_KEY_BYTES = 16;
    private static final int AES_KEY_BITS = 8 * AES_KEY_BYTES;
    private static final int HMAC_KEY_BITS = 8 * DIGEST_BYTES;
    private static final byte[] NOTHING = {};

    private TpmCrypto() {}

    static byte[] sha256(byte[]... parts) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(concat(parts));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(concat(parts));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// The name by which objects refer to a public area (`TPMT_PUBLIC`): algorithm and digest.
    static byte[] name(byte[] publicArea) {
        return concat(TpmBytes.u16(TpmConstants.SHA256), sha256(publicArea));
    }

    /// The key that encrypts what is sent to the object `name`.
    static byte[] storageKey(byte[] seed, byte[] name) {
        return kdfa(seed, "STORAGE", name, NOTHING, AES_KEY_BITS);
    }

    /// The key that protects it against change.
    static byte[] integrityKey(byte[] seed) {
        return kdfa(seed, "INTEGRITY", NOTHING, NOTHING, HMAC_KEY_BITS);
    }

    /// Counter mode of SP 800-108 over HMAC; a zero byte ends the label.
    static byte[] kdfa(byte[] key, String label, byte[] partyU, byte[] partyV, int bits) {
        var text = (label + '\0').getBytes(StandardCharsets.US_ASCII);
        var derived = NOTHING;
        for (int i = 1; derived.length * 8 < bits; i++) {
            derived = concat(derived, hmac(key, u32(i), text, partyU, partyV, u32(bits)));
        }
        return Arrays.copyOf(derived, bits / 8);
    }

    static byte[] encrypt(byte[] key, byte[]... parts) {
        return cfb(Cipher.ENCRYPT_MODE, key, concat(parts));
    }

    static byte[] decrypt(byte[] key, byte[] bytes) {
        return cfb(Cipher.DECRYPT_MODE, key, bytes);
    }

    /// Every key is used once, so the vector may be zero, as the TPM wants it.
    private static byte[] cfb(int mode, byte[] key, byte[] bytes) {
        try {
            var cipher = Cipher.getInstance("AES/CFB/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(key, "AES"),
                    new IvParameterSpec(new byte[AES_KEY_BYTES]));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("every Java runtime can do this", e);
    }
}
