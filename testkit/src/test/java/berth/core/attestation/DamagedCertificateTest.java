package berth.core.attestation;

import static berth.core.attestation.Certificates.METER_7;
import static berth.core.attestation.Certificates.enrolled;
import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.testkit.x509.TestCertificates;
import berth.wire.x509.IssuedCertificate;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// Whatever the bytes of a certificate, the judgement is a value, and its reason fits into a log.
class DamagedCertificateTest {
    private static final Pattern LOGGABLE = Pattern.compile("[^\\p{Cntrl}\\u2028\\u2029]{1,1000}");

    private static final GeneralName[] NAMES = {
        new GeneralName(GeneralName.dNSName, "meter-7.contoso.example"),
        new GeneralName(GeneralName.iPAddress, "10.7.0.9"),
        new GeneralName(GeneralName.rfc822Name, "a@contoso.example"),
        new GeneralName(GeneralName.uniformResourceIdentifier, "coap://a.contoso.example/x"),
        new GeneralName(new X500Name("CN=meter-7,O=Contoso"))
    };

    private static final GeneralSubtree[] SUBTREES = {
        new GeneralSubtree(new GeneralName(GeneralName.dNSName, "contoso.example")),
        new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "10.7.0.0/16")),
        new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, ".contoso.example")),
        new GeneralSubtree(
                new GeneralName(GeneralName.uniformResourceIdentifier, ".contoso.example")),
        new GeneralSubtree(new GeneralName(new X500Name("O=Contoso")))
    };

    private final SplittableRandom random = new SplittableRandom(25);

    @Test
    void aDamagedLeafIsJudged() throws CertificateEncodingException {
        var root = authority("root").issue();
        var whole =
                device("meter-7").alternativeNames(NAMES).issuedBy(root).certificate().getEncoded();
        int read = 0;
        for (int round = 0; round < 5_000; round++) {
            var leaf = parsed(damaged(whole));
            if (leaf.isPresent()) {
                read++;
                assertValue(root, leaf.get());
                assertPinnedValue(leaf.get());
            }
        }
        assertThat(read).isGreaterThan(500);
    }

    /// The signature holds, the extension is anything.
    @Test
    void damagedExtensionsOfALeafAreJudged() {
        var root =
                authority("root")
                        .extension(
                                Extension.nameConstraints,
                                true,
                                new NameConstraints(null, SUBTREES))
                        .issue();
        judgeWithDamage(
                Extension.subjectAlternativeName,
                new GeneralNames(NAMES),
                device("meter-7").issuedBy(root),
                root);
        judgeWithDamage(
                Extension.keyUsage,
                new KeyUsage(KeyUsage.digitalSignature),
                device("meter-7").issuedBy(root),
                root);
        judgeWithDamage(
                Extension.extendedKeyUsage,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth),
                device("meter-7").issuedBy(root),
                root);
        judgeWithDamage(
                Extension.basicConstraints,
                new BasicConstraints(false),
                device("meter-7").issuedBy(root),
                root);
    }

    @Test
    void damagedConstraintsOfAnIssuerAreJudged() {
        var root =
                authority("root")
                        .extension(
                                Extension.nameConstraints,
                                true,
                                new NameConstraints(SUBTREES, null))
                        .issue();
        for (int round = 0; round < 1_000; round++) {
            var value = damaged(encoded(new NameConstraints(SUBTREES, SUBTREES)));
            var issuer =
                    issued(
                            authority("issuer")
                                    .extension(Extension.nameConstraints, round % 2 == 0, value)
                                    .issuedBy(root));
            if (issuer.isPresent()) {
                var leaf =
                        device("meter-7")
                                .alternativeNames(NAMES)
                                .issuedBy(issuer.get())
                                .certificate();
                assertValue(root, leaf, issuer.get().certificate());
                assertValue(issuer.get(), leaf);
            }
        }
    }

    private void judgeWithDamage(
            ASN1ObjectIdentifier type,
            ASN1Encodable whole,
            TestCertificates leaf,
            IssuedCertificate root) {
        for (int round = 0; round < 1_000; round++) {
            issued(leaf.extension(type, round % 2 == 0, damaged(encoded(whole))))
                    .ifPresent(issued -> assertValue(root, issued.certificate()));
        }
    }

    private static void assertValue(IssuedCertificate anchor, X509Certificate... chain) {
        assertLoggable(Certificates.judge(anchor, chain));
    }

    private static void assertPinnedValue(X509Certificate leaf) {
        assertLoggable(
                ChainJudgement.pinned(
                        List.of(leaf), new CertificateSlots(enrolled(leaf), null), METER_7, NOW));
    }

    private static void assertLoggable(CertificateVerdict verdict) {
        if (verdict instanceof CertificateVerdict.Rejected(var reason)) {
            assertThat(reason).matches(LOGGABLE);
        }
    }

    private byte[] damaged(byte... whole) {
        var damaged = whole.clone();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    private static byte[] encoded(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded("DER");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Empty when the platform does not take the certificate at all.
    private static Optional<IssuedCertificate> issued(TestCertificates odd) {
        try {
            return Optional.of(odd.issue());
        } catch (IllegalStateException e) {
            assertThat(e).hasCauseInstanceOf(CertificateException.class);
            return Optional.empty();
        }
    }

    private static Optional<X509Certificate> parsed(byte... der) {
        try {
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der)));
        } catch (CertificateException _) {
            return Optional.empty();
        }
    }
}
