package berth.store.sealing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// The bytes of a sealed value:
///
/// | bytes | what |
/// | --- | --- |
/// | 1 | version, 1 |
/// | 8 | key ID, big-endian |
/// | 12 | nonce, random |
/// | n + 16 | ciphertext and tag of AES-256-GCM |
final class Envelope {
    static final byte VERSION = 1;

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEADER_BYTES = 1 + Long.BYTES + NONCE_BYTES;

    private Envelope() {}

    static byte[] seal(
            SecretKey key,
            long keyId,
            byte[] associatedData,
            byte[] clear,
            RandomGenerator random) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var header = ByteBuffer.allocate(HEADER_BYTES).put(VERSION).putLong(keyId).put(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, associatedData);
            var sealed = new byte[HEADER_BYTES + clear.length + TAG_BYTES];
            header.flip().get(sealed, 0, HEADER_BYTES);
            cipher.doFinal(clear, 0, clear.length, sealed, HEADER_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /// @throws Unsealable when these bytes cannot be an envelope of ours
    static long keyId(byte[] sealed) throws Unsealable {
        if (sealed.length < HEADER_BYTES + TAG_BYTES) {
            throw new Unsealable("too short for a sealed value");
        }
        if (sealed[0] != VERSION) {
            throw new Unsealable("unknown version " + sealed[0] + " of a sealed value");
        }
        return ByteBuffer.wrap(sealed).getLong(1);
    }

    /// @throws Unsealable when key or place are not those it was sealed with, or bytes changed
    static byte[] open(SecretKey key, byte[] associatedData, byte[] sealed) throws Unsealable {
        var nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(sealed).get(1 + Long.BYTES, nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, associatedData)
                    .doFinal(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES);
        } catch (AEADBadTagException _) {
            throw new Unsealable("the seal is broken: changed, moved, or of another key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] associatedData)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }
}
