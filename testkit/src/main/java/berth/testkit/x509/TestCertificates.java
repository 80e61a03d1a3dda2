package berth.testkit.x509;

import berth.wire.x509.IssuedCertificate;
import berth.wire.x509.KeyKind;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
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
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

/// One certificate to be, odd in any respect a test wants.
///
/// Starts out proper: version 3, P-256, valid from 2030-01-01 for a year, self-signed, an authority
/// or a device with the extensions that belong to it. Each method changes one thing and returns the
/// same object; [#issue] can be called once or often, with a new serial number each time.
public final class TestCertificates {
    /// A moment within the validity of every certificate that was not given another one.
    public static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<Extension> extensions = new ArrayList<>();
    private X500Name subject;
    private @Nullable X500Name issuerName;
    private @Nullable IssuedCertificate issuer;
    private KeyPair keys;
    private @Nullable String signatureAlgorithm;
    private @Nullable BigInteger serial;
    private Instant notBefore = Instant.parse("2030-01-01T00:00:00Z");
    private Instant notAfter = Instant.parse("2031-01-01T00:00:00Z");
    private boolean version1;
    private boolean brokenSignature;

    private TestCertificates(String subject) {
        this.subject = new X500Name(subject);
        this.keys = KeyKind.P_256.generate(RANDOM);
    }

    /// An authority with this common name.
    public static TestCertificates authority(String commonName) {
        return new TestCertificates("CN=" + commonName)
                .basicConstraints(new BasicConstraints(true))
                .keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    }

    /// A device with this common name.
    public static TestCertificates device(String commonName) {
        return new TestCertificates("CN=" + commonName)
                .keyUsage(KeyUsage.digitalSignature)
                .extendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
    }

    public TestCertificates subject(String rfc4519) {
        return subject(new X500Name(rfc4519));
    }

    public TestCertificates subject(X500Name name) {
        subject = name;
        return this;
    }

    public TestCertificates issuedBy(IssuedCertificate authority) {
        issuer = authority;
        return this;
    }

    /// Claims another issuer than the one that signs.
    public TestCertificates issuerName(X500Name name) {
        issuerName = name;
        return this;
    }

    public TestCertificates key(KeyPair pair) {
        keys = pair;
        return this;
    }

    public TestCertificates key(KeyKind kind) {
        return key(kind.generate(RANDOM));
    }

    public TestCertificates signedWith(String algorithm) {
        signatureAlgorithm = algorithm;
        return this;
    }

    public TestCertificates serial(BigInteger number) {
        serial = number;
        return this;
    }

    public TestCertificates valid(Instant from, Instant until) {
        notBefore = from;
        notAfter = until;
        return this;
    }

    /// Of version 1, without any extension.
    public TestCertificates version1() {
        version1 = true;
        return this;
    }

    /// Changes the last octet of the signature.
    public TestCertificates brokenSignature() {
        brokenSignature = true;
        return this;
    }

    public TestCertificates basicConstraints(BasicConstraints constraints) {
        return extension(Extension.basicConstraints, true, constraints);
    }

    public TestCertificates pathLength(int issuersMax) {
        return basicConstraints(new BasicConstraints(issuersMax));
    }

    public TestCertificates keyUsage(int bits) {
        return extension(Extension.keyUsage, true, new KeyUsage(bits));
    }

    public TestCertificates extendedKeyUsage(KeyPurposeId... purposes) {
        return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    public TestCertificates alternativeNames(GeneralName... names) {
        return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }

    public TestCertificates permitted(GeneralName... bases) {
        return extension(
                Extension.nameConstraints, true, new NameConstraints(subtrees(bases), null));
    }

    public TestCertificates excluded(GeneralName... bases) {
        return extension(
                Extension.nameConstraints, true, new NameConstraints(null, subtrees(bases)));
    }

    /// Adds an extension, or replaces the one of this type.
    public TestCertificates extension(
            ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            return extension(type, critical, value.toASN1Primitive().getEncoded("DER"));
        } catch (IOException e) {
            throw new IllegalStateException("cannot encode extension " + type, e);
        }
    }

    /// Adds an extension with any content, or replaces the one of this type.
    public TestCertificates extension(ASN1ObjectIdentifier type, boolean critical, byte... value) {
        without(type);
        extensions.add(new Extension(type, critical, new DEROctetString(value)));
        return this;
    }

    public TestCertificates without(ASN1ObjectIdentifier type) {
        extensions.removeIf(extension -> extension.getExtnId().equals(type));
        return this;
    }

    public IssuedCertificate issue() {
        try {
            var signingKey = issuer == null ? keys.getPrivate() : issuer.key();
            var algorithm =
                    signatureAlgorithm == null ? usualAlgorithm(signingKey) : signatureAlgorithm;
            var holder = signed(signer(algorithm).build(signingKey));
            var certificate =
                    new JcaX509CertificateConverter()
                            .getCertificate(brokenSignature ? broken(holder) : holder);
            return new IssuedCertificate(
                    certificate, keys.getPrivate(), issuer == null ? List.of() : issuer.chain());
        } catch (IOException | OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("cannot issue the certificate of " + subject, e);
        }
    }

    /// For tests that need the certificate only.
    public X509Certificate certificate() {
        return issue().certificate();
    }

    /// An RSA key of any size and exponent, quickly where `bits` is small.
    public static KeyPair rsaKey(int bits, BigInteger exponent) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(bits, exponent), RANDOM);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("cannot make an RSA key of " + bits + " bits", e);
        }
    }

    /// The platform signs with every algorithm of ours but RSASSA-PSS under the names of the
    /// builder.
    private static JcaContentSignerBuilder signer(String algorithm) {
        var builder = new JcaContentSignerBuilder(algorithm);
        return algorithm.endsWith("MGF1")
                ? builder.setProvider(new BouncyCastleProvider())
                : builder;
    }

    private X509CertificateHolder signed(ContentSigner signer) throws IOException {
        var number = serial == null ? new BigInteger(120, RANDOM).setBit(120) : serial;
        var from = Date.from(notBefore);
        var until = Date.from(notAfter);
        if (version1) {
            return new JcaX509v1CertificateBuilder(
                            issuer(), number, from, until, subject, keys.getPublic())
                    .build(signer);
        }
        var builder =
                new JcaX509v3CertificateBuilder(
                        issuer(), number, from, until, subject, keys.getPublic());
        for (var extension : extensions) {
            builder.addExtension(extension);
        }
        return builder.build(signer);
    }

    private X500Name issuer() {
        if (issuerName != null) {
            return issuerName;
        }
        return issuer == null
                ? subject
                : X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
    }

    private static X509CertificateHolder broken(X509CertificateHolder holder) throws IOException {
        var encoded = holder.getEncoded();
        encoded[encoded.length - 1] ^= 1;
        return new X509CertificateHolder(encoded);
    }

    private static GeneralSubtree[] subtrees(GeneralName... bases) {
        return Arrays.stream(bases).map(GeneralSubtree::new).toArray(GeneralSubtree[]::new);
    }

    private static String usualAlgorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            case "RSASSA-PSS" -> "SHA256withRSAandMGF1";
            default -> "SHA256withECDSA";
        };
    }
}
