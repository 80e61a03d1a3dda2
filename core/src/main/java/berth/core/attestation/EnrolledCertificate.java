package berth.core.attestation;

import berth.core.id.ByteString;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/// A certificate an operator enrolled, parsed once. Equality is by its encoding.
public final class EnrolledCertificate {
    private final ByteString der;
    private final X509Certificate certificate;
    private final ByteString sha256;

    private EnrolledCertificate(ByteString der, X509Certificate certificate) {
        this.der = der;
        this.certificate = certificate;
        this.sha256 = ByteString.sha256(der.toByteArray());
    }

    /// @param der exactly one certificate; the factory would also read PEM and overlook what
    ///   follows, so whoever takes text from outside checks that before
    /// @throws IllegalArgumentException when `der` is not a certificate
    public static EnrolledCertificate ofDer(ByteString der) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var parsed =
                    (X509Certificate)
                            factory.generateCertificate(
                                    new ByteArrayInputStream(der.toByteArray()));
            return new EnrolledCertificate(der, parsed);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not an X.509 certificate: " + e.getMessage(), e);
        }
    }

    public ByteString der() {
        return der;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public ByteString sha256() {
        return sha256;
    }

    public ByteString sha1() {
        return ByteString.sha1(der.toByteArray());
    }

    /// The subject's encoded name, hashed: the key under which issuers are found.
    public ByteString subjectHash() {
        return ByteString.sha256(certificate.getSubjectX500Principal().getEncoded());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EnrolledCertificate that && der.equals(that.der);
    }

    @Override
    public int hashCode() {
        return der.hashCode();
    }

    @Override
    public String toString() {
        return "EnrolledCertificate[" + sha256 + "]";
    }
}
