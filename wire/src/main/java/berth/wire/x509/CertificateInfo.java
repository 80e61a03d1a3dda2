package berth.wire.x509;

import berth.core.attestation.EnrolledCertificate;
import berth.core.id.ByteString;

import java.time.Instant;

/// What the service API tells about a certificate instead of repeating it.
///
/// @param subjectName most specific part first: `CN=factory 7, O=Contoso`
/// @param sha1Thumbprint upper-case hexadecimal, like the other one and the serial number
/// @param notBefore whole seconds, like `notAfter`
/// @param version 3, or 1 for certificates without extensions
///
///   Source: dps-service-api, section 2.3.
public record CertificateInfo(
        String subjectName,
        String sha1Thumbprint,
        String sha256Thumbprint,
        String issuerName,
        Instant notBefore,
        Instant notAfter,
        String serialNumber,
        int version) {

    public static CertificateInfo of(EnrolledCertificate enrolled) {
        var certificate = enrolled.certificate();
        return new CertificateInfo(
                DistinguishedNameText.of(certificate.getSubjectX500Principal()),
                enrolled.sha1().hexUpper(),
                enrolled.sha256().hexUpper(),
                DistinguishedNameText.of(certificate.getIssuerX500Principal()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                ByteString.of(certificate.getSerialNumber().toByteArray()).hexUpper(),
                certificate.getVersion());
    }
}
