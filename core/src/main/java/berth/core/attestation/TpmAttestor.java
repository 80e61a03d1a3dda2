package berth.core.attestation;

import berth.core.access.SasToken;
import berth.core.access.SasVerification;
import berth.core.attestation.SymmetricKeyAttestor.Claim;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.core.tpm.AuthenticationKey;
import berth.core.tpm.TpmIdentity;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// Judges devices by their TPM, in two rounds: it shows its public keys and is challenged, then it
/// shows a token signed with the key that was in the challenge.
///
/// Source: dps-device-protocol sections 4.4 and 4.6, reliability section 8.
public final class TpmAttestor {
    private final TpmChallengeStore challenges;
    private final StrangerKeys strangers;
    private final RandomGenerator random;

    /// @param random cryptographically strong: it makes the keys of devices
    public TpmAttestor(
            TpmChallengeStore challenges, StrangerKeys strangers, RandomGenerator random) {
        this.challenges = challenges;
        this.strangers = strangers;
        this.random = random;
    }

    /// The first round. Keys that are none are refused as such; keys of another TPM without a
    /// challenge, so that a challenge can only be had for the enrolled TPM.
    Verdict keys(Attestation.Tpm expected, Evidence.TpmKeys shown) {
        var storageRootKey =
                shown.storageRootKey() == null ? expected.storageRootKey() : shown.storageRootKey();
        if (storageRootKey == null) {
            return new Verdict.Refused(
                    ServiceError.INVALID_ARGUMENT, "the storage root key is missing");
        }
        TpmIdentity tpm;
        try {
            tpm = new TpmIdentity(shown.endorsementKey(), storageRootKey);
        } catch (IllegalArgumentException e) {
            return new Verdict.Refused(
                    ServiceError.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
        if (!tpm.endorsementKey().equals(expected.endorsementKey())) {
            return refused("the endorsement key is not the enrolled one");
        }
        if (expected.storageRootKey() != null
                && !expected.storageRootKey().equals(storageRootKey)) {
            return refused("the storage root key is not the enrolled one");
        }
        return new Verdict.ChallengeDue(tpm);
    }

    /// The second round, and every request after it.
    ///
    /// @param opened the challenge that opened the operation being asked about, or null. Its token
    ///   stays good for that operation even when a newer challenge has been issued: otherwise
    ///   anybody who knows a public key could cut off the TPM that is being served
    Verdict token(
            Claim claim,
            IndividualEnrollment enrollment,
            Attestation.Tpm expected,
            @Nullable TpmChallenge opened) {
        var flaw = claim.flaw();
        if (flaw.isPresent()) {
            return refused(flaw.get());
        }
        if (opened != null && opened.fits(expected) && signed(claim.token(), opened.key())) {
            return proven(enrollment, opened);
        }
        var newest = challenges.find(claim.scope(), claim.registrationId());
        if (newest.isEmpty()) {
            return refused("the TPM was not challenged, or long ago");
        }
        return refusal(claim, expected, newest.get())
                .<Verdict>map(TpmAttestor::refused)
                .orElseGet(() -> proven(enrollment, newest.get()));
    }

    private static Optional<String> refusal(
            Claim claim, Attestation.Tpm expected, TpmChallenge challenge) {
        boolean signed = signed(claim.token(), challenge.key());
        if (!challenge.isGood(claim.judgedAt())) {
            return Optional.of("the challenge of %s is over".formatted(challenge.issuedAt()));
        }
        if (!challenge.fits(expected)) {
            return Optional.of("the challenge went to another TPM than is enrolled now");
        }
        return signed ? Optional.empty() : Optional.of("the signature is not the challenge's");
    }

    /// Whether a device that nobody enrolled did what its challenge asked for.
    boolean answeredAsStranger(Claim claim) {
        boolean signed =
                signed(claim.token(), strangers.key(claim.scope(), claim.registrationId()));
        return claim.flaw().isEmpty() && signed;
    }

    private static boolean signed(SasToken token, Secret key) {
        return SasVerification.signedBy(token, new SymmetricKeys(key, key));
    }

    /// The device's key for its hub is drawn here, once for each operation: what an admission did
    /// not take is forgotten. The secondary key is nobody's.
    private Verdict proven(IndividualEnrollment enrollment, TpmChallenge challenge) {
        var hubKeys =
                new SymmetricKeys(
                        Secret.random(AuthenticationKey.KEY_BYTES, random),
                        Secret.random(AuthenticationKey.KEY_BYTES, random));
        return new Verdict.Proven(
                enrollment,
                new DeviceAuthentication.SymmetricKeys(hubKeys),
                challenge.tpm().digest(),
                challenge);
    }

    private static Verdict.Refused refused(String reason) {
        return new Verdict.Refused(ServiceError.UNAUTHORIZED, reason);
    }
}
