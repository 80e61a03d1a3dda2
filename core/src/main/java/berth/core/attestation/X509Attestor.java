package berth.core.attestation;

import berth.core.attestation.CertificateVerdict.Accepted;
import berth.core.attestation.CertificateVerdict.Rejected;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.id.RegistrationId;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Attests devices by the certificate they presented in TLS.
///
/// An enrollment that is found but disabled is proven like any other: that it is disabled is for
/// the caller to say. Verdicts on groups are remembered for a minute, see [RecentVerdicts]; a
/// pinned certificate costs no signature and is judged anew each time.
///
/// Source: dps-device-protocol, section 4.3; reliability reference, section 7.
public final class X509Attestor {
    private final RecentVerdicts recent = new RecentVerdicts();

    /// Judges a device by its own certificate.
    ///
    /// @param expected the attestation of `enrollment`
    public Verdict individual(
            IndividualEnrollment enrollment,
            Attestation.X509Client expected,
            Evidence evidence,
            RegistrationId id,
            Instant now) {
        if (!(evidence instanceof Evidence.Certificates presented)) {
            return noCertificate(enrollment, evidence);
        }
        return switch (ChainJudgement.pinned(presented.chain(), expected.certificates(), id, now)) {
            case Accepted _ -> {
                var leaf = CertificateLabel.sha256(presented.leaf());
                var other =
                        expected.certificates().filled().stream()
                                .map(EnrolledCertificate::sha256)
                                .filter(digest -> !digest.equals(leaf))
                                .findFirst()
                                .orElse(leaf);
                yield proven(enrollment, leaf, other);
            }
            case Rejected(var reason) -> invalid(enrollment, reason);
        };
    }

    /// Finds the group that vouches for a device, and judges.
    ///
    /// The issuer nearest to the leaf that is enrolled decides, whether it accepts or not; groups
    /// further out are not asked then. Only certificates that were signed by the next one count:
    /// presenting the certificate of some group beside a chain does not lead there.
    ///
    /// @param candidates groups whose certificates match [ChainKeys], in any order
    public Verdict group(
            List<EnrollmentGroup> candidates,
            Evidence.Certificates evidence,
            RegistrationId id,
            Instant now) {
        var chain = evidence.chain();
        if (chain.size() > ChainJudgement.CERTIFICATES_MAX) {
            return new Verdict.Refused(
                    ServiceError.INVALID_CERTIFICATE,
                    "%d certificates were presented, more than %d"
                            .formatted(chain.size(), ChainJudgement.CERTIFICATES_MAX));
        }
        if (candidates.isEmpty()) {
            return nearest(candidates, chain, id, now);
        }
        var question = RecentVerdicts.Question.of(candidates, id, chain);
        var known = recent.find(question, now);
        if (known.isPresent() && !expired(chain.getFirst(), now)) {
            return known.get();
        }
        var verdict = nearest(candidates, chain, id, now);
        recent.remember(question, verdict, now);
        return verdict;
    }

    private static Verdict nearest(
            List<EnrollmentGroup> candidates,
            List<X509Certificate> chain,
            RegistrationId id,
            Instant now) {
        return switch (SigningGroups.of(candidates).nearest(chain)) {
            case SigningGroups.Nearest(var group, var anchors) ->
                    judged(group, anchors, chain, id, now);
            case SigningGroups.None(var reason) ->
                    new Verdict.Refused(ServiceError.UNAUTHORIZED, reason);
        };
    }

    private static boolean expired(X509Certificate leaf, Instant now) {
        return now.isAfter(leaf.getNotAfter().toInstant());
    }

    /// Answers for an enrollment that names its certificate authorities instead of holding them.
    /// This instance has no uploaded authorities, so no name leads to a certificate.
    public Verdict byAuthorityName(Enrollment enrollment, Attestation.X509AuthorityNames names) {
        return new Verdict.Refused(
                ServiceError.UNAUTHORIZED,
                "%s expects a certificate issued by the uploaded authority \"%s\", but this instance keeps no uploaded authorities"
                        .formatted(enrollment.key(), CertificateLabel.printable(names.primary())));
    }

    /// Accepted if one of the group's certificates that lead to the leaf accepts it: the two may
    /// share a key while one is rolled over.
    private static Verdict judged(
            EnrollmentGroup group,
            List<EnrolledCertificate> anchors,
            List<X509Certificate> chain,
            RegistrationId id,
            Instant now) {
        var reasons = new ArrayList<String>();
        for (var anchor : anchors) {
            switch (ChainJudgement.chained(chain, anchor, id, now)) {
                case Accepted _ -> {
                    var leaf = CertificateLabel.sha256(chain.getFirst());
                    return proven(group, leaf, leaf);
                }
                case Rejected(var reason) -> reasons.add(reason);
            }
        }
        return invalid(group, String.join("; ", reasons));
    }

    private static Verdict.Proven proven(Enrollment enrollment, ByteString leaf, ByteString other) {
        return new Verdict.Proven(
                enrollment, new DeviceAuthentication.Thumbprints(leaf, other), leaf);
    }

    private static Verdict.Refused invalid(Enrollment enrollment, String reason) {
        return new Verdict.Refused(
                ServiceError.INVALID_CERTIFICATE, enrollment.key() + ": " + reason);
    }

    private static Verdict.Refused noCertificate(Enrollment enrollment, Evidence evidence) {
        var shown =
                switch (evidence) {
                    case Evidence.Certificates _ -> "one";
                    case Evidence.Token _ -> "a token";
                    case Evidence.TpmKeys _ -> "the keys of a TPM";
                    case Evidence.Nothing(var hint) ->
                            "nothing (%s)".formatted(CertificateLabel.printable(hint));
                };
        return new Verdict.Refused(
                ServiceError.UNAUTHORIZED,
                "%s expects a certificate, the device presented %s"
                        .formatted(enrollment.key(), shown));
    }
}
