package berth.system;

import berth.testkit.x509.TestCertificates;
import berth.wire.x509.IssuedCertificate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/// Certificates of devices and those who sign them, valid today unless said otherwise.
final class TestAuthority {
    private static final Duration PAST = Duration.ofDays(30);
    private static final Duration FUTURE = Duration.ofDays(30);

    private TestAuthority() {}

    static IssuedCertificate root(String commonName) {
        return today(TestCertificates.authority(commonName)).issue();
    }

    static IssuedCertificate intermediate(IssuedCertificate issuer, String commonName) {
        return today(TestCertificates.authority(commonName).issuedBy(issuer)).issue();
    }

    static IssuedCertificate device(IssuedCertificate issuer, String commonName) {
        return today(TestCertificates.device(commonName).issuedBy(issuer)).issue();
    }

    static IssuedCertificate selfSigned(String commonName) {
        return today(TestCertificates.device(commonName)).issue();
    }

    /// Expired an hour ago.
    static IssuedCertificate expired(IssuedCertificate issuer, String commonName) {
        var now = Instant.now();
        return TestCertificates.device(commonName)
                .issuedBy(issuer)
                .valid(now.minus(PAST), now.minus(Duration.ofHours(1)))
                .issue();
    }

    /// With the last octet of the signature changed after signing.
    static IssuedCertificate tampered(IssuedCertificate issuer, String commonName) {
        return today(TestCertificates.device(commonName).issuedBy(issuer).brokenSignature())
                .issue();
    }

    private static TestCertificates today(TestCertificates certificate) {
        var now = Instant.now();
        return certificate.valid(now.minus(PAST), now.plus(FUTURE));
    }

    static String pem(X509Certificate certificate) throws CertificateEncodingException {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(lines.encodeToString(certificate.getEncoded()));
    }

    /// SHA-256 in upper-case hex, as hubs show it.
    static String thumbprint(X509Certificate certificate) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return HexFormat.of().withUpperCase().formatHex(digest);
    }
}
