package berth.net;

import berth.net.tls.ServerCertificate;

import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import javax.security.auth.x500.X500Principal;

/// A small certification authority: a root, an intermediate, and what they sign.
public final class TestCertificates {
    /// A certificate and its key.
    public record Identity(X509Certificate certificate, KeyPair keys) {}

    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final Identity root = issue("Test Root", keys("EC"), null, true, Duration.ofDays(1));
    private final Identity intermediate =
            issue("Test Intermediate", keys("EC"), root, true, Duration.ofDays(1));

    public X509Certificate root() {
        return root.certificate();
    }

    public Identity intermediate() {
        return intermediate;
    }

    public Identity leaf(String commonName) {
        return issue(commonName, keys("EC"), intermediate, false, Duration.ofDays(1));
    }

    public Identity expiredLeaf(String commonName) {
        return issue(commonName, keys("EC"), intermediate, false, Duration.ofDays(-1));
    }

    public static Identity selfSigned(String commonName) {
        return issue(commonName, keys("EC"), null, false, Duration.ofDays(1));
    }

    /// A server certificate with its intermediate; `algorithm` is RSA or EC.
    public ServerCertificate server(String algorithm) {
        var leaf = issue("localhost", keys(algorithm), intermediate, false, Duration.ofDays(1));
        return new ServerCertificate(
                leaf.keys().getPrivate(), List.of(leaf.certificate(), intermediate.certificate()));
    }

    private static KeyPair keys(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Identity issue(
            String name, KeyPair keys, Identity issuer, boolean authority, Duration life) {
        var issuerName =
                issuer == null
                        ? new X500Principal("CN=" + name)
                        : issuer.certificate().getSubjectX500Principal();
        var issuerKey = issuer == null ? keys.getPrivate() : issuer.keys().getPrivate();
        Instant now = Instant.now();
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                                    issuerName,
                                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                                    Date.from(now.minus(Duration.ofDays(3))),
                                    Date.from(now.plus(life)),
                                    new X500Principal("CN=" + name),
                                    keys.getPublic())
                            .addExtension(
                                    Extension.basicConstraints,
                                    true,
                                    new BasicConstraints(authority))
                            .addExtension(
                                    Extension.keyUsage,
                                    true,
                                    new KeyUsage(
                                            authority
                                                    ? KeyUsage.keyCertSign
                                                    : KeyUsage.digitalSignature));
            if (!authority) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(
                                new GeneralName[] {
                                    new GeneralName(GeneralName.dNSName, name.replace(' ', '-')),
                                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                                    new GeneralName(GeneralName.iPAddress, "127.0.0.2")
                                }));
            }
            var signer =
                    new JcaContentSignerBuilder(
                                    issuerKey.getAlgorithm().equals("RSA")
                                            ? "SHA256withRSA"
                                            : "SHA256withECDSA")
                            .build(issuerKey);
            var certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new Identity(certificate, keys);
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
