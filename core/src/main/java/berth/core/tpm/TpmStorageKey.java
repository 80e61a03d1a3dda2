package berth.core.tpm;

import static berth.core.tpm.TpmBytes.concat;
import static berth.core.tpm.TpmBytes.sized;
import static berth.core.tpm.TpmBytes.u16;
import static berth.core.tpm.TpmBytes.u32;

import berth.core.id.ByteString;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/// The public half of a key that lives in a TPM, never leaves it, and can only decrypt what the TPM
/// itself asks for: an endorsement key or a storage root key. As a marshalled `TPM2B_PUBLIC`:
///
/// | field | bytes | |
/// | --- | --- | --- |
/// | size | 2 | of all that follows |
/// | type | 2 | `0001`, RSA |
/// | nameAlg | 2 | `000B`, SHA-256 |
/// | objectAttributes | 4 | see [#ATTRIBUTES_SET] |
/// | authPolicy | 2 + n | any |
/// | symmetric | 6 | `0006 0080 0043`, AES-128-CFB |
/// | scheme | 2 | `0010`, none |
/// | keyBits | 2 | `0800`, 2048 |
/// | exponent | 4 | 0, which means 65537 |
/// | unique | 2 + 256 | the modulus |
///
/// Without `fixedTPM` in the name somebody could have a key wrapped for a parent whose private half
/// he has: then it would be anybody's. Other algorithms are not served.
///
/// Source: dps-device-protocol section 4.4; TPM 2.0 Library part 2, section 12.2.4.
public final class TpmStorageKey {
    private static final int ATTRIBUTES_SET =
            TpmConstants.FIXED_TPM
                    | TpmConstants.FIXED_PARENT
                    | TpmConstants.SENSITIVE_DATA_ORIGIN
                    | TpmConstants.RESTRICTED
                    | TpmConstants.DECRYPT;

    private static final int ENDORSEMENT_ATTRIBUTES =
            ATTRIBUTES_SET | TpmConstants.ADMIN_WITH_POLICY;
    private static final int STORAGE_ROOT_ATTRIBUTES =
            ATTRIBUTES_SET | TpmConstants.USER_WITH_AUTH | TpmConstants.NO_DA;

    /// PolicySecret(endorsement): the policy of the TCG's template of endorsement keys.
    private static final byte[] ENDORSEMENT_POLICY =
            HexFormat.of()
                    .parseHex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");

    private static final byte[] RSA_2048_PARAMETERS =
            concat(
                    u16(TpmConstants.AES),
                    u16(128),
                    u16(TpmConstants.CFB),
                    u16(TpmConstants.NULL),
                    u16(Oaep.MODULUS_BITS));

    private static final int EXPONENT_DEFAULT = 65_537;
    private static final int POLICY_BYTES_MAX = 64;

    private final ByteString marshalled;
    private final BigInteger modulus;

    private TpmStorageKey(ByteString marshalled, BigInteger modulus) {
        this.marshalled = marshalled;
        this.modulus = modulus;
    }

    /// What reading a key came to.
    public sealed interface Parsed {
        /// A key that something can be wrapped for.
        record Key(TpmStorageKey key) implements Parsed {}

        /// `reason` continues a sentence whose subject is the key, and is safe to show.
        record Refused(String reason) implements Parsed {}
    }

    /// Reads a marshalled `TPM2B_PUBLIC`.
    public static Parsed parse(ByteString marshalled) {
        try {
            var outer = new TpmReader(marshalled.toByteArray());
            var area = new TpmReader(outer.sized("the public area"));
            outer.end("TPM2B_PUBLIC");
            return new Parsed.Key(new TpmStorageKey(marshalled, modulus(area)));
        } catch (TpmFormat e) {
            return new Parsed.Refused(String.valueOf(e.getMessage()));
        }
    }

    /// The same for a key that was read before.
    ///
    /// @throws IllegalArgumentException when it cannot be one; the message is safe to show
    public static TpmStorageKey of(ByteString marshalled) {
        return switch (parse(marshalled)) {
            case Parsed.Key(var key) -> key;
            case Parsed.Refused(var reason) -> throw new IllegalArgumentException(reason);
        };
    }

    private static BigInteger modulus(TpmReader area) throws TpmFormat {
        require(area.u16("type") == TpmConstants.RSA, "the key is not an RSA key");
        require(area.u16("nameAlg") == TpmConstants.SHA256, "nameAlg is not SHA-256");
        checkAttributes(area.u32("objectAttributes"));
        require(area.sized("authPolicy").length <= POLICY_BYTES_MAX, "authPolicy is too long");
        var parameters =
                concat(
                        u16(area.u16("symmetric")),
                        u16(area.u16("symmetric")),
                        u16(area.u16("symmetric")),
                        u16(area.u16("scheme")),
                        u16(area.u16("keyBits")));
        require(
                Arrays.equals(parameters, RSA_2048_PARAMETERS),
                "the parameters are not AES-128-CFB, no scheme, 2048 bits");
        int exponent = area.u32("exponent");
        require(
                exponent == 0 || exponent == EXPONENT_DEFAULT,
                "the exponent is not the usual one, 65537");
        var modulus = new BigInteger(1, area.sized("unique"));
        area.end("the public area");
        require(
                modulus.bitLength() == Oaep.MODULUS_BITS && modulus.testBit(0),
                "unique is not a modulus of 2048 bits");
        return modulus;
    }

    private static void checkAttributes(int attributes) throws TpmFormat {
        require(
                (attributes & ATTRIBUTES_SET) == ATTRIBUTES_SET
                        && (attributes & TpmConstants.SIGN) == 0,
                "fixedTPM, fixedParent, sensitiveDataOrigin, restricted and decrypt must be set"
                        + " and sign clear");
    }

    private static void require(boolean holds, String otherwise) throws TpmFormat {
        if (!holds) {
            throw new TpmFormat(otherwise);
        }
    }

    /// The endorsement key with this modulus, by the template that devices use.
    static TpmStorageKey endorsement(BigInteger modulus) {
        return template(ENDORSEMENT_ATTRIBUTES, ENDORSEMENT_POLICY, modulus);
    }

    /// The storage root key with this modulus, by the template that devices use.
    static TpmStorageKey storageRoot(BigInteger modulus) {
        return template(STORAGE_ROOT_ATTRIBUTES, new byte[0], modulus);
    }

    private static TpmStorageKey template(int attributes, byte[] policy, BigInteger modulus) {
        var marshalled =
                sized(
                        u16(TpmConstants.RSA),
                        u16(TpmConstants.SHA256),
                        u32(attributes),
                        sized(policy),
                        RSA_2048_PARAMETERS,
                        u32(0),
                        sized(Oaep.unsigned(modulus)));
        return new TpmStorageKey(ByteString.of(marshalled), modulus);
    }

    /// Byte for byte as the device showed it.
    public ByteString marshalled() {
        return marshalled;
    }

    /// The name by which a TPM knows the key: algorithm and digest of the public area.
    byte[] name() {
        var bytes = marshalled.toByteArray();
        return TpmCrypto.name(Arrays.copyOfRange(bytes, 2, bytes.length));
    }

    /// Encrypts a seed so that only this key's TPM can read it.
    ///
    /// @param label says what for; one purpose's message is not taken for another's
    /// @param padding [Oaep#SEED_BYTES] random bytes
    byte[] encryptSeed(String label, byte[] seed, byte[] padding) {
        return Oaep.encrypt(modulus, label, seed, padding);
    }
}
