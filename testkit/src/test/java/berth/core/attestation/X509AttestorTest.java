package berth.core.attestation;

import static berth.core.attestation.Certificates.METER_7;
import static berth.core.attestation.Certificates.enrolled;
import static berth.core.attestation.Certificates.group;
import static berth.core.attestation.Certificates.root;
import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ProvisioningStatus;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ETag;
import berth.core.id.IdScope;
import berth.wire.x509.IssuedCertificate;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

class X509AttestorTest {
    private static final EnrollmentSettings DISABLED =
            EnrollmentSettings.NONE.with(ProvisioningStatus.DISABLED);

    private final X509Attestor attestor = new X509Attestor();

    @Nested
    class Individual {
        private final EnrolledCertificate primary = enrolled(device("meter-7").certificate());
        private final EnrolledCertificate secondary = enrolled(device("meter-7").certificate());

        @Test
        void theHubGetsThePresentedThumbprintFirst() {
            var both = new CertificateSlots(primary, secondary);
            assertThat(judged(both, secondary.certificate()))
                    .isEqualTo(
                            new Verdict.Proven(
                                    enrollment(both),
                                    new DeviceAuthentication.Thumbprints(
                                            secondary.sha256(), primary.sha256()),
                                    secondary.sha256()));
        }

        @Test
        void aSoleCertificateIsBothThumbprints() {
            assertThat(judged(new CertificateSlots(primary, primary), primary.certificate()))
                    .isInstanceOfSatisfying(
                            Verdict.Proven.class,
                            proven ->
                                    assertThat(proven.authentication())
                                            .isEqualTo(
                                                    new DeviceAuthentication.Thumbprints(
                                                            primary.sha256(), primary.sha256())));
        }

        @Test
        void aBadCertificateIsInvalid() {
            assertThat(judged(new CertificateSlots(primary, null), secondary.certificate()))
                    .isInstanceOfSatisfying(
                            Verdict.Refused.class,
                            refused -> {
                                assertThat(refused.error())
                                        .isEqualTo(ServiceError.INVALID_CERTIFICATE);
                                assertThat(refused.reason())
                                        .startsWith("enrollment meter-7: leaf \"CN=meter-7\"");
                            });
        }

        @Test
        void noCertificateIsUnauthorizedAndTheReasonKeepsTheHint() {
            var slots = new CertificateSlots(primary, null);
            assertThat(
                            attestor.individual(
                                    enrollment(slots),
                                    new Attestation.X509Client(slots),
                                    new Evidence.Nothing("the TLS engine does not offer Ed25519"),
                                    METER_7,
                                    NOW))
                    .isEqualTo(
                            new Verdict.Refused(
                                    ServiceError.UNAUTHORIZED,
                                    "enrollment meter-7 expects a certificate, the device presented"
                                            + " nothing (the TLS engine does not offer Ed25519)"));
        }

        private Verdict judged(CertificateSlots slots, X509Certificate leaf) {
            return attestor.individual(
                    enrollment(slots),
                    new Attestation.X509Client(slots),
                    new Evidence.Certificates(List.of(leaf)),
                    METER_7,
                    NOW);
        }
    }

    @Nested
    class Group {
        private final IssuedCertificate root = root();
        private final IssuedCertificate intermediate =
                authority("intermediate").issuedBy(root).issue();
        private final X509Certificate leaf = device("meter-7").issuedBy(intermediate).certificate();

        @Test
        void theNearestIssuerDecides() {
            var near = group("near", intermediate);
            var far = group("far", root);
            assertProven(near, List.of(far, near), leaf, intermediate.certificate());
            assertProven(far, List.of(far), leaf, intermediate.certificate());
            assertProven(far, List.of(far), leaf, intermediate.certificate(), root.certificate());
        }

        @Test
        void aDisabledGroupIsFoundLikeAnyOther() {
            var near = group("near", Instant.EPOCH, DISABLED, intermediate);
            assertProven(near, List.of(group("far", root), near), leaf, intermediate.certificate());
        }

        @Test
        void whatTheNearestGroupRefusesNoOtherGroupAccepts() {
            var expired =
                    authority("intermediate")
                            .issuedBy(root)
                            .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)))
                            .issue();
            var below = device("meter-7").issuedBy(expired).certificate();
            assertThat(
                            find(
                                    List.of(group("far", root), group("near", expired)),
                                    below,
                                    expired.certificate()))
                    .isInstanceOfSatisfying(
                            Verdict.Refused.class,
                            refused -> {
                                assertThat(refused.error())
                                        .isEqualTo(ServiceError.INVALID_CERTIFICATE);
                                assertThat(refused.reason())
                                        .startsWith("enrollment group near: enrolled certificate")
                                        .contains("it expired at");
                            });
        }

        @Test
        void theSecondaryCertificateOfAGroupCountsToo() {
            var rolling = group("rolling", root(), root);
            assertProven(rolling, List.of(rolling), leaf, intermediate.certificate());
        }

        @Test
        void theHubGetsTheThumbprintOfTheLeaf() {
            var sha256 = enrolled(leaf).sha256();
            assertThat(find(List.of(group("near", intermediate)), leaf))
                    .isInstanceOfSatisfying(
                            Verdict.Proven.class,
                            proven -> {
                                assertThat(proven.authentication())
                                        .isEqualTo(
                                                new DeviceAuthentication.Thumbprints(
                                                        sha256, sha256));
                                assertThat(proven.credential()).isEqualTo(sha256);
                            });
        }

        @Test
        void noGroupIsUnauthorized() {
            assertThat(find(List.of(), leaf, intermediate.certificate()))
                    .isInstanceOfSatisfying(
                            Verdict.Refused.class,
                            refused -> {
                                assertThat(refused.error()).isEqualTo(ServiceError.UNAUTHORIZED);
                                assertThat(refused.reason())
                                        .contains(
                                                "no enrollment group holds an issuer of leaf",
                                                "unbroken up to issuer 1");
                            });
        }

        @Test
        void theKeysOfAChainLeadToEveryGroupThatCouldDecide() {
            var keys = ChainKeys.of(List.of(leaf, intermediate.certificate()));

            assertThat(keys)
                    .isEqualTo(
                            new ChainKeys(
                                    Set.of(enrolled(intermediate).sha256()),
                                    Set.of(
                                            enrolled(intermediate).subjectHash(),
                                            enrolled(root).subjectHash())));
        }

        private void assertProven(
                EnrollmentGroup expected,
                List<EnrollmentGroup> candidates,
                X509Certificate... chain) {
            assertThat(find(candidates, chain))
                    .isInstanceOfSatisfying(
                            Verdict.Proven.class,
                            proven -> assertThat(proven.enrollment()).isEqualTo(expected));
        }

        private Verdict find(List<EnrollmentGroup> candidates, X509Certificate... chain) {
            return attestor.group(
                    candidates, new Evidence.Certificates(List.of(chain)), METER_7, NOW);
        }
    }

    @Test
    void authoritiesByNameAreRefusedWithTheirName() {
        var slots = new CertificateSlots(enrolled(root()), null);
        assertThat(
                        attestor.byAuthorityName(
                                enrollment(slots),
                                new Attestation.X509AuthorityNames("factory-ca", null)))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("enrollment meter-7", "\"factory-ca\""));
    }

    private static IndividualEnrollment enrollment(CertificateSlots slots) {
        return new IndividualEnrollment(
                new IdScope("0ne00000001"),
                METER_7,
                "meter-7",
                null,
                new Attestation.X509Client(slots),
                EnrollmentSettings.NONE,
                null,
                new ETag("1"),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
