package berth.core.tpm;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/// The two public keys by which a TPM is known, each a marshalled `TPM2B_PUBLIC` of the right
/// shape. Not secret.
///
/// @param endorsementKey stays for the life of the TPM
/// @param storageRootKey may change when the TPM is cleared
///
///   Source: dps-device-protocol, section 4.4.
public record TpmIdentity(ByteString endorsementKey, ByteString storageRootKey) {
    /// Stock clients decrypt the text inside a blob and throw it away.
    private static final String TEXT = "device-provisioning";

    /// @throws IllegalArgumentException when a key has another shape; the message is safe to show
    public TpmIdentity {
        check("the endorsement key", endorsementKey);
        check("the storage root key", storageRootKey);
    }

    private static void check(String which, ByteString key) {
        if (TpmStorageKey.parse(key) instanceof TpmStorageKey.Parsed.Refused(var reason)) {
            throw new IllegalArgumentException(which + ": " + reason);
        }
    }

    /// A TPM that does not exist: nobody can read what is wrapped for it.
    public static TpmIdentity decoy(RandomGenerator random) {
        return new TpmIdentity(
                TpmStorageKey.endorsement(modulus(random)).marshalled(),
                TpmStorageKey.storageRoot(modulus(random)).marshalled());
    }

    private static BigInteger modulus(RandomGenerator random) {
        var bytes = new byte[Oaep.MODULUS_BITS / 8];
        random.nextBytes(bytes);
        return new BigInteger(1, bytes).setBit(Oaep.MODULUS_BITS - 1).setBit(0);
    }

    /// `key` for this TPM alone; no two results are alike.
    ///
    /// @param key [AuthenticationKey#KEY_BYTES] long
    public ByteString wrap(Secret key, RandomGenerator random) {
        return AuthenticationKey.wrap(
                TpmStorageKey.of(endorsementKey),
                TpmStorageKey.of(storageRootKey),
                key,
                TEXT,
                AuthenticationKey.Draws.from(random));
    }

    /// Tells two TPMs apart, and a TPM from itself after it was cleared.
    public ByteString digest() {
        return ByteString.sha256(
                TpmBytes.concat(endorsementKey.toByteArray(), storageRootKey.toByteArray()));
    }
}
