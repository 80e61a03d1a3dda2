package berth.core.attestation;

import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.time.Instant;

/// Finds the enrollment a device may register by and has the attestor of its kind judge.
///
/// The individual enrollment alone decides if there is one, disabled or not; otherwise the groups
/// are asked. An unknown scope has neither and looks like an unknown device. Source:
/// dps-device-protocol, sections 4.1 and 4.3.
public final class AttestDevice implements DeviceAttestation {
    private final EnrollmentStore enrollments;
    private final SymmetricKeyAttestor symmetricKeys;
    private final X509Attestor certificates;

    public AttestDevice(
            EnrollmentStore enrollments,
            SymmetricKeyAttestor symmetricKeys,
            X509Attestor certificates) {
        this.enrollments = enrollments;
        this.symmetricKeys = symmetricKeys;
        this.certificates = certificates;
    }

    @Override
    public Verdict judge(
            IdScope scope, RegistrationId id, String spelling, Evidence evidence, Instant at) {
        var individual = enrollments.individual(scope, id);
        if (evidence instanceof Evidence.Token(var token)) {
            var claim = new SymmetricKeyAttestor.Claim(scope, id, spelling, token, at);
            return symmetricKeys.judge(
                    claim, individual.orElse(null), () -> enrollments.symmetricKeyGroups(scope));
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

    private Verdict individual(
            IndividualEnrollment enrollment, RegistrationId id, Evidence evidence, Instant at) {
        return switch (enrollment.attestation()) {
            case Attestation.X509Client expected ->
                    certificates.individual(enrollment, expected, evidence, id, at);
            case Attestation.X509AuthorityNames names ->
                    certificates.byAuthorityName(enrollment, names);
            case Attestation.SymmetricKey _ ->
                    mismatch("the enrollment expects a token signed by a symmetric key", evidence);
            case Attestation.Tpm _ ->
                    mismatch("TPM attestation is not served by this release", evidence);
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
