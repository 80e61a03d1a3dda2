package berth.wire.x509;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/// A certificate with its private key and what stands above it.
///
/// @param issuers nearest first, the root last; empty for a self-signed certificate
public record IssuedCertificate(
        X509Certificate certificate, PrivateKey key, List<X509Certificate> issuers) {
    public IssuedCertificate {
        issuers = List.copyOf(issuers);
    }

    /// The certificate and its issuers, the root included.
    public List<X509Certificate> chain() {
        return Stream.concat(Stream.of(certificate), issuers.stream()).toList();
    }

    /// The subject only: there is a private key in here.
    @Override
    public String toString() {
        return "IssuedCertificate[%s]".formatted(certificate.getSubjectX500Principal());
    }
}
