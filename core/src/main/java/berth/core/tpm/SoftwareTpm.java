package berth.core.tpm;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// The device's side of a TPM as far as provisioning needs it, without a TPM: two key pairs in
/// memory and the undoing of [AuthenticationKey]. For simulated devices and tests; it protects
/// nothing. Immutable, any thread.
///
/// It takes off coat after coat and checks what a TPM checks on the way, with the platform's RSA
/// and not with this package's own.
///
/// Source: dps-device-protocol, sections 4.4 and 4.5.
public final class SoftwareTpm {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private final KeyPair endorsement;
    private final KeyPair storageRoot;

    /// Both pairs are RSA with 2048 bits and the exponent 65537.
    public SoftwareTpm(KeyPair endorsement, KeyPair storageRoot) {
        this.endorsement = endorsement;
        this.storageRoot = storageRoot;
    }

    /// A TPM fresh from the factory. Takes a good part of a second.
    public static SoftwareTpm generate(SecureRandom random) {
        return new SoftwareTpm(keyPair(random), keyPair(random));
    }

    /// A pair for either key.
    public static KeyPair keyPair(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(
                    new RSAKeyGenParameterSpec(Oaep.MODULUS_BITS, RSAKeyGenParameterSpec.F4),
                    random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    /// The public endorsement key as the device sends it and its enrollment holds it.
    public ByteString endorsementKey() {
        return TpmStorageKey.endorsement(rsa(endorsement).getModulus()).marshalled();
    }

    /// The public storage root key as the device sends it.
    public ByteString storageRootKey() {
        return storageRootPublic().marshalled();
    }

    private TpmStorageKey storageRootPublic() {
        return TpmStorageKey.storageRoot(rsa(storageRoot).getModulus());
    }

    private static RSAPublicKey rsa(KeyPair pair) {
        return (RSAPublicKey) pair.getPublic();
    }

    /// The registration ID that stock clients take when they are given none: the endorsement key's
    /// digest in base 32, 52 characters.
    public String registrationId() {
        return registrationId(endorsementKey());
    }

    /// The same for any endorsement key. Source: RFC 4648 section 6, in lower case and unpadded.
    public static String registrationId(ByteString endorsementKey) {
        var text = new StringBuilder();
        int bits = 0;
        int count = 0;
        for (byte next : ByteString.sha256(endorsementKey.toByteArray()).toByteArray()) {
            bits = ((bits << 8) | (next & 0xFF)) & 0xFFFF;
            count += 8;
            while (count >= 5) {
                count -= 5;
                text.append(ALPHABET.charAt((bits >>> count) & 0x1F));
            }
        }
        return text.append(ALPHABET.charAt((bits << (5 - count)) & 0x1F)).toString();
    }

    /// The key inside `blob`, with which the device signs from now on.
    ///
    /// @throws TpmRefused when the blob is not for this TPM or was changed
    public Secret activate(ByteString blob) throws TpmRefused {
        try {
            var parts = new TpmReader(blob.toByteArray());
            var credential = parts.sized("the credential");
            var identitySeed =
                    seed(endorsement, AuthenticationKey.IDENTITY, parts.sized("its seed"));
            var duplicate = parts.sized("the duplicate");
            var duplicateSeed =
                    seed(storageRoot, AuthenticationKey.DUPLICATE, parts.sized("its seed"));
            var publicArea = parts.sized("the public area");
            parts.sized("the text");
            parts.end("the blob");
            var wrapKey = wrapKey(credential, identitySeed);
            return imported(duplicate, duplicateSeed, wrapKey, publicArea);
        } catch (TpmFormat e) {
            throw new TpmRefused(String.valueOf(e.getMessage()), e);
        }
    }

    /// `TPM2_ActivateCredential`.
    private byte[] wrapKey(byte[] credential, byte[] seed) throws TpmFormat, TpmRefused {
        var clear = new TpmReader(opened(credential, seed, storageRootPublic().name()));
        var wrapKey = clear.sized("the wrap key");
        clear.end("the credential");
        // Stock clients name AES-128 whatever its length.
        require(wrapKey.length == TpmCrypto.AES_KEY_BYTES, "the wrap key is not for AES-128");
        return wrapKey;
    }

    /// `TPM2_Import` and `TPM2_Load`.
    private static Secret imported(byte[] duplicate, byte[] seed, byte[] wrapKey, byte[] publicArea)
            throws TpmFormat, TpmRefused {
        var name = TpmCrypto.name(publicArea);
        var inner = new TpmReader(TpmCrypto.decrypt(wrapKey, opened(duplicate, seed, name)));
        var check = inner.sized("the inner check value");
        var sensitive = inner.rest();
        require(
                Arrays.equals(check, TpmCrypto.sha256(sensitive, name)),
                "the inner check value does not match");
        return loaded(sensitive, publicArea);
    }

    private static Secret loaded(byte[] sensitive, byte[] publicArea) throws TpmFormat, TpmRefused {
        var outer = new TpmReader(sensitive);
        var area = new TpmReader(outer.sized("the sensitive area"));
        outer.end("the duplicate");
        require(area.u16("type") == TpmConstants.KEYEDHASH, "the key is not an HMAC key");
        area.sized("the authorization");
        var obfuscation = area.sized("the obfuscation value");
        var key = area.sized("the key");
        area.end("the sensitive area");
        checkPublic(new TpmReader(publicArea), TpmCrypto.sha256(obfuscation, key));
        return Secret.of(key);
    }

    private static void checkPublic(TpmReader area, byte[] unique) throws TpmFormat, TpmRefused {
        require(
                area.u16("type") == TpmConstants.KEYEDHASH
                        && area.u16("nameAlg") == TpmConstants.SHA256,
                "the public area is not a keyed hash");
        int attributes = area.u32("objectAttributes");
        int bound =
                TpmConstants.FIXED_TPM
                        | TpmConstants.FIXED_PARENT
                        | TpmConstants.SENSITIVE_DATA_ORIGIN;
        require(
                (attributes & bound) == 0 && (attributes & TpmConstants.SIGN) != 0,
                "the attributes are not an imported signing key's");
        area.sized("authPolicy");
        require(
                area.u16("scheme") == TpmConstants.HMAC && area.u16("hash") == TpmConstants.SHA256,
                "the scheme is not HMAC-SHA256");
        require(Arrays.equals(area.sized("unique"), unique), "the key is not its public area's");
        area.end("the public area");
    }

    /// Takes off the coat that was put on for the object `name`.
    private static byte[] opened(byte[] sealed, byte[] seed, byte[] name)
            throws TpmFormat, TpmRefused {
        var reader = new TpmReader(sealed);
        var check = reader.sized("the check value");
        var encrypted = reader.rest();
        require(
                Arrays.equals(check, TpmCrypto.hmac(TpmCrypto.integrityKey(seed), encrypted, name)),
                "the check value does not match");
        return TpmCrypto.decrypt(TpmCrypto.storageKey(seed, name), encrypted);
    }

    private static byte[] seed(KeyPair pair, String label, byte[] encrypted) throws TpmRefused {
        try {
            var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    pair.getPrivate(),
                    new OAEPParameterSpec(
                            "SHA-256",
                            "MGF1",
                            MGF1ParameterSpec.SHA256,
                            new PSource.PSpecified(Oaep.label(label))));
            return cipher.doFinal(encrypted);
        } catch (GeneralSecurityException e) {
            throw new TpmRefused("the seed is not for this TPM", e);
        }
    }

    private static void require(boolean holds, String otherwise) throws TpmRefused {
        if (!holds) {
            throw new TpmRefused(otherwise);
        }
    }
}
