package berth.wire.x509;

import berth.core.attestation.EnrolledCertificate;
import berth.core.id.ByteString;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The text of a certificate, in every form that clients of the service API send: PEM, PEM on one
/// line, base64 of the DER encoding, base64 of a whole PEM file. Of several certificates in a PEM
/// text the first one counts.
///
/// Source: dps-service-api, section 2.3; RFC 7468.
public final class CertificateText {
    public static final int CHARS_MAX = 256 * 1024;

    private static final int DER_SEQUENCE = 0x30;
    private static final int PEM_LINE_CHARS = 64;

    private static final Pattern PEM_BEGIN =
            Pattern.compile("-----BEGIN (?:X509 )?CERTIFICATE-----");
    private static final Pattern PEM_END = Pattern.compile("-----END (?:X509 )?CERTIFICATE-----");

    /// White space, and line ends written as a backslash and a letter: what is left of a PEM file
    /// that went through a shell or a JSON editor.
    private static final Pattern BREAKS = Pattern.compile("(?:\\s|\\\\[rn])+");

    /// What reading a text came to.
    public sealed interface Reading {
        /// A certificate; not judged.
        record Read(EnrolledCertificate certificate) implements Reading {}

        /// `reason` is safe to show: it repeats nothing of the text.
        record Unreadable(String reason) implements Reading {}
    }

    private CertificateText() {}

    /// Reads the first certificate of `text`.
    public static Reading read(String text) {
        if (text.length() > CHARS_MAX) {
            return new Reading.Unreadable(
                    "a certificate of more than %d characters".formatted(CHARS_MAX));
        }
        if (isPem(text)) {
            return ofPem(text);
        }
        var bytes = base64(text);
        if (bytes.isEmpty()) {
            return new Reading.Unreadable("neither PEM nor base64");
        }
        var inner = new String(bytes.get(), StandardCharsets.ISO_8859_1);
        return isPem(inner) ? ofPem(inner) : ofDer(bytes.get());
    }

    /// Writes `certificate` as PEM with lines of 64 characters, the last one ended too.
    public static String pem(X509Certificate certificate) {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /// Writes certificates one after the other, in this order.
    public static String pem(List<X509Certificate> certificates) {
        var bundle = new StringBuilder();
        certificates.forEach(certificate -> bundle.append(pem(certificate)));
        return bundle.toString();
    }

    static String pem(String label, byte... der) {
        var lines = Base64.getMimeEncoder(PEM_LINE_CHARS, new byte[] {'\n'}).encodeToString(der);
        return """
        -----BEGIN %s-----
        %s
        -----END %s-----
        """
                .formatted(label, lines, label);
    }

    private static boolean isPem(String text) {
        return text.contains("-----BEGIN ");
    }

    private static Reading ofPem(String text) {
        var begin = PEM_BEGIN.matcher(text);
        if (!begin.find()) {
            return new Reading.Unreadable("PEM without a certificate in it");
        }
        var end = PEM_END.matcher(text);
        if (!end.find(begin.end())) {
            return new Reading.Unreadable("PEM without the end of its certificate");
        }
        return base64(text.substring(begin.end(), end.start()))
                .map(CertificateText::ofDer)
                .orElseGet(() -> new Reading.Unreadable("PEM with something else than base64"));
    }

    private static Reading ofDer(byte... der) {
        // The platform's parser would take text and whole bundles of other formats as well.
        if (der.length == 0 || der[0] != DER_SEQUENCE) {
            return new Reading.Unreadable("base64 of something else than a certificate");
        }
        try {
            var certificate = EnrolledCertificate.ofDer(ByteString.of(der));
            return Arrays.equals(encoded(certificate.certificate()), der)
                    ? new Reading.Read(certificate)
                    : new Reading.Unreadable("a certificate with something after its end");
        } catch (IllegalArgumentException _) {
            // The cause's message quotes the certificate.
            return new Reading.Unreadable("not an X.509 certificate");
        }
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(BREAKS.matcher(text).replaceAll("")));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was parsed has an encoding", e);
        }
    }
}
