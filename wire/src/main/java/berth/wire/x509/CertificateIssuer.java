package berth.wire.x509;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

import javax.security.auth.x500.X500Principal;

/// Issues certificates of version 3 with the extensions a careful judge asks for: authorities,
/// servers, devices. Every certificate gets a new key; the authority over it is handed in, so the
/// issuer itself keeps nothing.
///
/// For the development authority and simulated fleets. A certificate never outlives its issuer.
public final class CertificateIssuer {
    /// How long before now validity begins, for peers whose clocks are behind.
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final int SERIAL_BITS = 127;
    private static final int COMMON_NAME_CHARS_MAX = 64;

    private final InstantSource clock;
    private final SecureRandom random;
    private final KeyKind keyKind;

    public CertificateIssuer(InstantSource clock, SecureRandom random) {
        this(clock, random, KeyKind.P_256);
    }

    public CertificateIssuer(InstantSource clock, SecureRandom random, KeyKind keyKind) {
        this.clock = clock;
        this.random = random;
        this.keyKind = keyKind;
    }

    /// A self-signed authority.
    public IssuedCertificate rootAuthority(String commonName, Duration validity) {
        return issued(null, named(commonName), validity, Purpose.AUTHORITY, List.of());
    }

    /// An authority under another one.
    public IssuedCertificate intermediateAuthority(
            IssuedCertificate issuer, String commonName, Duration validity) {
        return issued(issuer, named(commonName), validity, Purpose.AUTHORITY, List.of());
    }

    /// The certificate of a server.
    ///
    /// @param dnsNames host names; the first one is the common name too, if it is short enough
    /// @param addresses IP addresses by which the server may be called as well
    public IssuedCertificate server(
            IssuedCertificate issuer,
            List<String> dnsNames,
            List<InetAddress> addresses,
            Duration validity) {
        var names =
                Stream.concat(
                                dnsNames.stream()
                                        .map(name -> new GeneralName(GeneralName.dNSName, name)),
                                addresses.stream()
                                        .map(InetAddress::getHostAddress)
                                        .map(CertificateIssuer::withoutZone)
                                        .map(a -> new GeneralName(GeneralName.iPAddress, a)))
                        .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a server has a name or an address");
        }
        var subject =
                dnsNames.stream()
                        .filter(name -> name.length() <= COMMON_NAME_CHARS_MAX)
                        .findFirst()
                        .map(CertificateIssuer::named)
                        .orElseGet(() -> named("server"));
        return issued(issuer, subject, validity, Purpose.SERVER, names);
    }

    /// The certificate of a device.
    ///
    /// @param commonName the registration ID
    public IssuedCertificate device(
            IssuedCertificate issuer, String commonName, Duration validity) {
        return issued(issuer, named(commonName), validity, Purpose.DEVICE, List.of());
    }

    /// A certificate a device made for itself, for an individual enrollment.
    public IssuedCertificate selfSignedDevice(String commonName, Duration validity) {
        return issued(null, named(commonName), validity, Purpose.DEVICE, List.of());
    }

    private enum Purpose {
        AUTHORITY,
        SERVER,
        DEVICE
    }

    private IssuedCertificate issued(
            @Nullable IssuedCertificate issuer,
            X500Name subject,
            Duration validity,
            Purpose purpose,
            List<GeneralName> names) {
        var keys = keyKind.generate(random);
        var signingKey = issuer == null ? keys.getPrivate() : issuer.key();
        try {
            var builder = builder(issuer, subject, keys, validity);
            addExtensions(builder, issuer, keys.getPublic(), purpose, names);
            var signer =
                    new JcaContentSignerBuilder(KeyKind.signatureAlgorithm(signingKey))
                            .setSecureRandom(random)
                            .build(signingKey);
            var certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new IssuedCertificate(
                    certificate, keys.getPrivate(), issuer == null ? List.of() : issuer.chain());
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot issue a certificate for " + subject, e);
        }
    }

    private X509v3CertificateBuilder builder(
            @Nullable IssuedCertificate issuer, X500Name subject, KeyPair keys, Duration validity) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var notAfter = now.plus(validity);
        return new JcaX509v3CertificateBuilder(
                issuer == null ? subject : name(issuer.certificate().getSubjectX500Principal()),
                new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
                Date.from(now.minus(BACKDATED)),
                Date.from(issuer == null ? notAfter : earlier(notAfter, issuer.certificate())),
                subject,
                keys.getPublic());
    }

    private static void addExtensions(
            X509v3CertificateBuilder builder,
            @Nullable IssuedCertificate issuer,
            PublicKey key,
            Purpose purpose,
            List<GeneralName> names)
            throws IOException, GeneralSecurityException {
        var identifiers = new JcaX509ExtensionUtils();
        boolean authority = purpose == Purpose.AUTHORITY;
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage(purpose)));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(
                        issuer == null ? key : issuer.certificate().getPublicKey()));
        if (!authority) {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(
                            purpose == Purpose.SERVER
                                    ? KeyPurposeId.id_kp_serverAuth
                                    : KeyPurposeId.id_kp_clientAuth));
        }
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(names.toArray(GeneralName[]::new)));
        }
    }

    private static int keyUsage(Purpose purpose) {
        return switch (purpose) {
            case AUTHORITY -> KeyUsage.keyCertSign | KeyUsage.cRLSign;
            case SERVER, DEVICE -> KeyUsage.digitalSignature;
        };
    }

    private static Instant earlier(Instant notAfter, X509Certificate issuer) {
        var issuerNotAfter = issuer.getNotAfter().toInstant();
        return issuerNotAfter.isBefore(notAfter) ? issuerNotAfter : notAfter;
    }

    private static X500Name named(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    }

    private static X500Name name(X500Principal principal) {
        return X500Name.getInstance(principal.getEncoded());
    }

    private static String withoutZone(String address) {
        int percent = address.indexOf('%');
        return percent < 0 ? address : address.substring(0, percent);
    }
}
