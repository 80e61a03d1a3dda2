package berth.core.attestation;

import static berth.core.attestation.Certificates.METER_7;
import static berth.core.attestation.Certificates.assertAccepted;
import static berth.core.attestation.Certificates.assertRejected;
import static berth.core.attestation.Certificates.enrolled;
import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import berth.testkit.x509.TestCertificates;
import berth.wire.x509.KeyKind;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// An individual enrollment pins the very certificate; little else is judged.
class ThumbprintMatchTest {
    @Test
    void thePrimaryAndTheSecondaryCertificateAreAccepted() {
        var primary = device("meter-7").certificate();
        var secondary = device("meter-7").certificate();
        var both = new CertificateSlots(enrolled(primary), enrolled(secondary));

        assertAccepted(pinned(both, primary));
        assertAccepted(pinned(both, secondary));
        assertAccepted(pinned(new CertificateSlots(null, enrolled(secondary)), secondary));
    }

    @Test
    void theSameNameAndKeyInAnotherCertificateAreRejected() {
        var keys = KeyKind.P_256.generate(new SecureRandom());
        var enrolled = device("meter-7").key(keys).certificate();
        var other = device("meter-7").key(keys).certificate();

        assertRejected(
                pinned(only(enrolled), other),
                "leaf",
                "neither the primary nor the secondary certificate enrolled");
    }

    @Test
    void theEnrolledCertificateCountsOnlyAsLeaf() {
        var issuer = authority("meter-7").issue();
        var leaf = device("meter-7").issuedBy(issuer).certificate();

        assertRejected(pinned(only(issuer.certificate()), leaf, issuer.certificate()), "neither");
    }

    @Test
    void whatIsPresentedBesidesTheLeafDoesNotMatter() {
        var leaf = device("meter-7").certificate();
        assertAccepted(pinned(only(leaf), leaf, authority("x").certificate()));
    }

    @Test
    void selfMadeCertificatesOfEveryKindAreAccepted() {
        var critical = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.7");
        for (var leaf :
                List.of(
                        authority("meter-7"),
                        device("meter-7").version1(),
                        device("meter-7").serial(BigInteger.ZERO),
                        device("meter-7").extendedKeyUsage(KeyPurposeId.id_kp_serverAuth),
                        device("meter-7").extension(critical, true, DERNull.INSTANCE),
                        device("meter-7").key(KeyKind.RSA_2048).signedWith("SHA1withRSA"),
                        device("meter-7").brokenSignature())) {
            var certificate = leaf.certificate();
            assertAccepted(pinned(only(certificate), certificate));
        }
    }

    @Test
    void weakKeysAreRejected() {
        var weak = TestCertificates.rsaKey(1024, BigInteger.valueOf(65537));
        assertSelfRejected(device("meter-7").key(weak), "its RSA key has 1024 bits");
    }

    @Test
    void datesAreJudged() {
        var day = Duration.ofDays(1);
        assertSelfRejected(
                device("meter-7").valid(NOW.minus(day), NOW.minusSeconds(1)), "it expired at");
        assertSelfRejected(
                device("meter-7").valid(NOW.plus(day), NOW.plus(day).plus(day)),
                "it is not valid before");
    }

    @Test
    void theNameIsJudged() {
        assertSelfRejected(device("meter-8"), "its common name \"meter-8\" is not \"meter-7\"");
        assertSelfRejected(device("x").subject("O=meter-7"), "no common name");
        assertSelfRejected(device("x").subject("CN=meter/7"), "is not a registration ID");
    }

    @Test
    void noCertificateIsRejected() {
        assertRejected(pinned(only(device("meter-7").certificate())), "no certificate");
    }

    private static void assertSelfRejected(TestCertificates leaf, String reason) {
        var certificate = leaf.certificate();
        assertRejected(pinned(only(certificate), certificate), "leaf", reason);
    }

    private static CertificateSlots only(X509Certificate certificate) {
        return new CertificateSlots(enrolled(certificate), null);
    }

    private static CertificateVerdict pinned(CertificateSlots slots, X509Certificate... chain) {
        return ChainJudgement.pinned(List.of(chain), slots, METER_7, NOW);
    }
}
