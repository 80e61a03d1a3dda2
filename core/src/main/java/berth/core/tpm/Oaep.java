package berth.core.tpm;

import static berth.core.tpm.TpmBytes.concat;
import static berth.core.tpm.TpmBytes.u32;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// RSA-OAEP with SHA-256 under a key of 2048 bits, with the padding's randomness as a parameter:
/// the platform's own draws it itself, and then no two results can be compared with a vector.
///
/// ```text
/// encoded message = 00 ‖ masked padding seed (32) ‖ masked data block (223)
/// data block      = SHA-256(label) ‖ 00 … 00 ‖ 01 ‖ message
/// ```
///
/// Source: RFC 8017, section 7.1.1; TPM 2.0 Library part 1, annex B.4: the label ends with a zero
/// byte.
final class Oaep {
    static final int MODULUS_BITS = 2048;
    static final int SEED_BYTES = TpmCrypto.DIGEST_BYTES;
    private static final int MODULUS_BYTES = MODULUS_BITS / 8;
    private static final int BLOCK_BYTES = MODULUS_BYTES - SEED_BYTES - 1;
    private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

    private Oaep() {}

    static byte[] label(String text) {
        return (text + '\0').getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] encrypt(BigInteger modulus, String label, byte[] message, byte[] seed) {
        var encoded = new BigInteger(1, encode(label, message, seed));
        return unsigned(encoded.modPow(EXPONENT, modulus));
    }

    /// @param message at most 190 bytes; a seed has 32
    static byte[] encode(String label, byte[] message, byte[] seed) {
        var hash = TpmCrypto.sha256(label(label));
        var block = new byte[BLOCK_BYTES];
        System.arraycopy(hash, 0, block, 0, hash.length);
        block[BLOCK_BYTES - message.length - 1] = 1;
        System.arraycopy(message, 0, block, BLOCK_BYTES - message.length, message.length);
        var maskedBlock = xor(block, mask(seed, BLOCK_BYTES));
        var maskedSeed = xor(seed, mask(maskedBlock, SEED_BYTES));
        return concat(new byte[1], maskedSeed, maskedBlock);
    }

    /// MGF1 of RFC 8017, annex B.2.1.
    private static byte[] mask(byte[] seed, int length) {
        var mask = new byte[0];
        for (int i = 0; mask.length < length; i++) {
            mask = concat(mask, TpmCrypto.sha256(seed, u32(i)));
        }
        return Arrays.copyOf(mask, length);
    }

    private static byte[] xor(byte[] one, byte[] other) {
        var result = one.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= other[i];
        }
        return result;
    }

    /// A number as wide as the modulus, without a sign.
    static byte[] unsigned(BigInteger number) {
        var bytes = number.toByteArray();
        var wide = new byte[MODULUS_BYTES];
        int length = Math.min(bytes.length, MODULUS_BYTES);
        System.arraycopy(bytes, bytes.length - length, wide, MODULUS_BYTES - length, length);
        return wide;
    }
}
