package berth.core.registration;

import berth.core.attestation.DeviceAttestation;
import berth.core.attestation.Evidence;
import berth.core.attestation.StrangerKeys;
import berth.core.attestation.TpmChallenge;
import berth.core.attestation.TpmChallengeStore;
import berth.core.attestation.Verdict;
import berth.core.audit.AuditLog;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.DeviceConnection.ConnectCommand;
import berth.core.secret.Secret;
import berth.core.tpm.AuthenticationKey;
import berth.core.tpm.TpmIdentity;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// A TPM has shown its keys: it gets a key that only it can read, to sign with when it comes back.
public final class ChallengeTpm {
    private final DeviceAttestation attestation;
    private final TpmChallengeStore challenges;
    private final StrangerKeys strangers;
    private final AuditLog auditLog;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random cryptographically strong
    public ChallengeTpm(
            DeviceAttestation attestation,
            TpmChallengeStore challenges,
            StrangerKeys strangers,
            AuditLog auditLog,
            InstantSource clock,
            RandomGenerator random) {
        this.attestation = attestation;
        this.challenges = challenges;
        this.strangers = strangers;
        this.auditLog = auditLog;
        this.clock = clock;
        this.random = random;
    }

    /// Challenges the enrolled TPM. The challenge is durable when this returns and replaces the one
    /// before: there is never more than one to a registration.
    ByteString issue(IdScope scope, RegistrationId id, TpmIdentity tpm) {
        var key = Secret.random(AuthenticationKey.KEY_BYTES, random);
        challenges.put(
                scope, id, new TpmChallenge(OperationId.fresh(random), tpm, key, clock.instant()));
        return tpm.wrap(key, random);
    }

    /// For protocols that challenge before the first request: whoever shows keys gets a blob of the
    /// same look. Strangers can answer theirs and are told at their request that they are not
    /// known; whoever shows keys of another TPM than the enrolled one cannot, because nobody kept
    /// the key. Nothing is stored for either.
    ///
    /// Source: dps-device-protocol, sections 3.3 and 4.4.
    public ByteString answer(ConnectCommand command, Evidence.TpmKeys shown) {
        var verdict =
                attestation.judge(
                        command.scope(),
                        command.registrationId(),
                        command.spelling(),
                        shown,
                        clock.instant());
        return switch (verdict) {
            case Verdict.ChallengeDue(var tpm) ->
                    issue(command.scope(), command.registrationId(), tpm);
            case Verdict.Refused(var error, _) when error == ServiceError.ENROLLMENT_NOT_FOUND ->
                    readable(shown)
                            .wrap(strangers.key(command.scope(), command.registrationId()), random);
            case Verdict.Refused(_, var reason) -> {
                auditLog.append(command.refused(clock.instant(), reason));
                yield readable(shown)
                        .wrap(Secret.random(AuthenticationKey.KEY_BYTES, random), random);
            }
            case Verdict.Proven _, Verdict.Stranger _ ->
                    throw new IllegalStateException("public keys prove nothing");
        };
    }

    /// Whoever shows keys that are none gets what nobody can read.
    private TpmIdentity readable(Evidence.TpmKeys shown) {
        if (shown.storageRootKey() == null) {
            return TpmIdentity.decoy(random);
        }
        try {
            return new TpmIdentity(shown.endorsementKey(), shown.storageRootKey());
        } catch (IllegalArgumentException _) {
            return TpmIdentity.decoy(random);
        }
    }
}
