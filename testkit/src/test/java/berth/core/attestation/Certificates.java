package berth.core.attestation;

import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.testkit.x509.TestCertificates;
import berth.wire.x509.IssuedCertificate;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// What the tests of certificate judgement say again and again.
final class Certificates {
    static final RegistrationId METER_7 = new RegistrationId("meter-7");

    private Certificates() {}

    static IssuedCertificate root() {
        return TestCertificates.authority("root").issue();
    }

    static EnrolledCertificate enrolled(IssuedCertificate issued) {
        return enrolled(issued.certificate());
    }

    static EnrolledCertificate enrolled(X509Certificate certificate) {
        try {
            return EnrolledCertificate.ofDer(ByteString.of(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    static CertificateVerdict judge(IssuedCertificate anchor, X509Certificate... chain) {
        return ChainJudgement.chained(
                List.of(chain), enrolled(anchor), METER_7, TestCertificates.NOW);
    }

    /// Judges a leaf under `root` that is proper but for `oddity`.
    static CertificateVerdict leafUnder(
            IssuedCertificate root, UnaryOperator<TestCertificates> oddity) {
        return judge(root, oddity.apply(device("meter-7").issuedBy(root)).certificate());
    }

    /// Judges a chain under `root` whose intermediate is proper but for `oddity`.
    static CertificateVerdict issuerUnder(
            IssuedCertificate root, UnaryOperator<TestCertificates> oddity) {
        var issuer = oddity.apply(authority("intermediate").issuedBy(root)).issue();
        return judge(root, device("meter-7").issuedBy(issuer).certificate(), issuer.certificate());
    }

    /// Judges a leaf right under an enrolled certificate that is proper but for `oddity`.
    static CertificateVerdict leafOf(UnaryOperator<TestCertificates> oddity) {
        var anchor = oddity.apply(authority("root")).issue();
        return judge(anchor, device("meter-7").issuedBy(anchor).certificate());
    }

    static void assertAccepted(CertificateVerdict verdict) {
        assertThat(verdict).isEqualTo(new CertificateVerdict.Accepted());
    }

    static void assertRejected(CertificateVerdict verdict, String... parts) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        CertificateVerdict.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains(parts));
    }

    static EnrollmentGroup group(String id, IssuedCertificate... slots) {
        return group(id, Instant.EPOCH, EnrollmentSettings.NONE, slots);
    }

    static EnrollmentGroup group(
            String id, Instant createdAt, EnrollmentSettings settings, IssuedCertificate... slots) {
        var certificates = Arrays.stream(slots).map(Certificates::enrolled).toList();
        return new EnrollmentGroup(
                new IdScope("0ne00000001"),
                new EnrollmentGroupId(id),
                id,
                new Attestation.X509Signing(
                        new CertificateSlots(
                                certificates.getFirst(),
                                certificates.size() > 1 ? certificates.get(1) : null)),
                settings,
                new ETag("1"),
                createdAt,
                createdAt);
    }
}
