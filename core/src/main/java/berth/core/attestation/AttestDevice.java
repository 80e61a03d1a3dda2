package berth.core.attestation;

import berth.core.attestation.SymmetricKeyAttestor.Claim;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/// Finds the enrollment a device may register by and has the attestor of its kind judge.
///
/// The individual enrollment alone decides if there is one, disabled or not; otherwise the groups
/// are asked. An unknown scope has neither and looks like an unknown device. Source:
/// dps-device-protocol, sections 4.1 and 4.3.
public final class AttestDevice implements DeviceAttestation {
    private final EnrollmentStore enrollments;
    private final SymmetricKeyAttestor symmetricKeys;
    private final X509Attestor certificates;
    private final TpmAttestor tpms;

    public AttestDevice(
            EnrollmentStore enrollments,
            SymmetricKeyAttestor symmetricKeys,
            X509Attestor certificates,
            TpmAttestor tpms) {
        this.enrollments = enrollments;
        this.symmetricKeys = symmetricKeys;
        this.certificates = certificates;
        this.tpms = tpms;
    }

    @Override
    public Verdict judge(
            IdScope scope, RegistrationId id, String spelling, Evidence evidence, Instant at) {
        return judged(scope, id, spelling, evidence, at, null);
    }

    @Override
    public Verdict judge(
            IdScope scope,
            RegistrationId id,
            String spelling,
            Evidence evidence,
            Instant at,
            TpmChallenge opened) {
        return judged(scope, id, spelling, evidence, at, opened);
    }

    private Verdict judged(
            IdScope scope,
            RegistrationId id,
            String spelling,
            Evidence evidence,
            Instant at,
            @Nullable TpmChallenge opened) {
        var individual = enrollments.individual(scope, id);
        if (evidence instanceof Evidence.Token(var token)) {
            return token(new Claim(scope, id, spelling, token, at), individual, opened);
        }
        if (individual.isPresent()) {
            return individual(individual.get(), id, evidence, at);
        }
        return switch (evidence) {
            case Evidence.Certificates presented -> {
                var keys = ChainKeys.of(presented.chain());
                var groups = enrollments.x509Groups(scope, keys.certificates(), keys.subjects());
                yield certificates.group(groups, presented, id, at);
            }
            case Evidence.TpmKeys _ ->
                    new Verdict.Refused(
                            ServiceError.ENROLLMENT_NOT_FOUND,
                            "a TPM was presented and no individual enrollment has this ID");
            case Evidence.Nothing(var hint) ->
                    new Verdict.Refused(ServiceError.UNAUTHORIZED, "no credential: " + hint);
            case Evidence.Token _ -> throw new IllegalStateException("judged above");
        };
    }

    private Verdict token(
            Claim claim, Optional<IndividualEnrollment> individual, @Nullable TpmChallenge opened) {
        if (individual.isPresent()
                && individual.get().attestation() instanceof Attestation.Tpm expected) {
            return tpms.token(claim, individual.get(), expected, opened);
        }
        var verdict =
                symmetricKeys.judge(
                        claim,
                        individual.orElse(null),
                        () -> enrollments.symmetricKeyGroups(claim.scope()));
        // Computed in any case: the time it takes must not tell whether there is an enrollment.
        boolean stranger = tpms.answeredAsStranger(claim);
        return verdict instanceof Verdict.Refused && individual.isEmpty() && stranger
                ? new Verdict.Stranger("a TPM that no individual enrollment expects")
                : verdict;
    }

    private Verdict individual(
            IndividualEnrollment enrollment, RegistrationId id, Evidence evidence, Instant at) {
        return switch (enrollment.attestation()) {
            case Attestation.X509Client expected ->
                    certificates.individual(enrollment, expected, evidence, id, at);
            case Attestation.X509AuthorityNames names ->
                    certificates.byAuthorityName(enrollment, names);
            case Attestation.SymmetricKey _ ->
                    mismatch("the enrollment expects a token signed by a symmetric key", evidence);
            case Attestation.Tpm expected ->
                    evidence instanceof Evidence.TpmKeys shown
                            ? tpms.keys(expected, shown)
                            : mismatch("the enrollment expects a TPM", evidence);
            case Attestation.X509Signing _ ->
                    mismatch("an individual enrollment cannot hold signing certificates", evidence);
        };
    }

    private static Verdict.Refused mismatch(String expectation, Evidence evidence) {
        var presented =
                switch (evidence) {
                    case Evidence.Token _ -> "a token";
                    case Evidence.Certificates _ -> "a certificate";
                    case Evidence.TpmKeys _ -> "the keys of a TPM";
                    case Evidence.Nothing(var hint) -> "nothing (" + hint + ")";
                };
        return new Verdict.Refused(
                ServiceError.UNAUTHORIZED,
                "%s; the device presented %s".formatted(expectation, presented));
    }
}
