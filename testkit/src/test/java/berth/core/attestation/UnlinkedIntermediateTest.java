package berth.core.attestation;

import static berth.core.attestation.Certificates.METER_7;
import static berth.core.attestation.Certificates.assertAccepted;
import static berth.core.attestation.Certificates.assertRejected;
import static berth.core.attestation.Certificates.group;
import static berth.core.attestation.Certificates.judge;
import static berth.core.attestation.Certificates.root;
import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.ServiceError;
import berth.wire.x509.IssuedCertificate;

import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.util.List;

/// Presenting an authority's certificate proves nothing: it must have issued the one before it.
class UnlinkedIntermediateTest {
    private final IssuedCertificate factory = root();
    private final IssuedCertificate attacker = authority("attacker").issue();

    @Test
    void aCertificatePresentedBesideTheChainVouchesForNobody() {
        var stranger = device("meter-7").issuedBy(attacker).certificate();

        assertRejected(
                judge(factory, stranger, factory.certificate()), "none of the 1 certificates");
        assertThat(find(stranger, factory.certificate()))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused ->
                                assertThat(refused.error()).isEqualTo(ServiceError.UNAUTHORIZED));
        assertNotFound(stranger, attacker.certificate(), factory.certificate());
    }

    /// The names link, the signature does not.
    @Test
    void aBorrowedNameVouchesForNobody() {
        var impostor =
                device("meter-7")
                        .issuedBy(attacker)
                        .issuerName(new X500Name("CN=root"))
                        .certificate();

        assertRejected(
                judge(factory, impostor, factory.certificate()), "was not signed with its key");
        assertNotFound(impostor, factory.certificate());
    }

    @Test
    void aBorrowedNameInTheMiddleVouchesForNobody() {
        var fake =
                authority("intermediate")
                        .issuedBy(attacker)
                        .issuerName(new X500Name("CN=root"))
                        .issue();
        var leaf = device("meter-7").issuedBy(fake).certificate();

        assertRejected(
                judge(factory, leaf, fake.certificate(), factory.certificate()),
                "issuer 1",
                "was not signed with its key");
        assertNotFound(leaf, fake.certificate(), factory.certificate());
    }

    /// The intermediate is genuine and the enrolled root issued it, but it did not issue the leaf.
    @Test
    void aGenuineIntermediateDoesNotCarryAForeignLeaf() {
        var intermediate = authority("intermediate").issuedBy(factory).issue();
        var stranger = device("meter-7").issuedBy(attacker).certificate();
        var impostor =
                device("meter-7")
                        .issuedBy(attacker)
                        .issuerName(new X500Name("CN=intermediate"))
                        .certificate();

        assertRejected(judge(factory, stranger, intermediate.certificate()), "NAME_CHAINING");
        assertRejected(judge(factory, impostor, intermediate.certificate()), "INVALID_SIGNATURE");
        assertNotFound(stranger, intermediate.certificate(), factory.certificate());
        assertNotFound(impostor, intermediate.certificate(), factory.certificate());
    }

    @Test
    void whatIsPresentedBeyondTheEnrolledIssuerDoesNotMatter() {
        var leaf = device("meter-7").issuedBy(factory).certificate();

        assertAccepted(judge(factory, leaf, attacker.certificate()));
        assertThat(find(leaf, attacker.certificate())).isInstanceOf(Verdict.Proven.class);
    }

    private void assertNotFound(X509Certificate... chain) {
        assertThat(find(chain))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("no enrollment group holds an issuer of leaf"));
    }

    private Verdict find(X509Certificate... chain) {
        return new X509Attestor()
                .group(
                        List.of(group("factory", factory)),
                        new Evidence.Certificates(List.of(chain)),
                        METER_7,
                        NOW);
    }
}
