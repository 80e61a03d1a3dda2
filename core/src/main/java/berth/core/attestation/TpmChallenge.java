package berth.core.attestation;

import berth.core.id.OperationId;
import berth.core.secret.Secret;
import berth.core.tpm.TpmIdentity;

import java.time.Duration;
import java.time.Instant;

/// What a TPM was challenged with: it is to sign with a key that only it can read. Kept for one
/// registration ID of one scope, the newest only.
///
/// A challenge names the one operation that its key may open, before that operation exists. So it
/// is good for one operation without anybody marking it as used: whoever shows its token again is
/// told that operation again, and a second one would need the same name.
///
/// @param operationId of the operation that a token of this challenge opens
/// @param tpm whom it is for. Both keys are kept because one stock client shows them only once
/// @param key 32 bytes, random
///
///   Source: dps-device-protocol section 4.6, reliability section 8.
public record TpmChallenge(OperationId operationId, TpmIdentity tpm, Secret key, Instant issuedAt) {
    /// How long a device may take to answer.
    public static final Duration LIFE = Duration.ofMinutes(5);

    boolean isGood(Instant at) {
        return at.isBefore(issuedAt.plus(LIFE));
    }

    /// Whether the challenge went to the TPM that the enrollment expects now.
    boolean fits(Attestation.Tpm expected) {
        var storageRootKey = expected.storageRootKey();
        return tpm.endorsementKey().equals(expected.endorsementKey())
                && (storageRootKey == null || storageRootKey.equals(tpm.storageRootKey()));
    }
}
