package berth.core.attestation;

import berth.core.id.ByteString;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/// How a reason names a certificate: its place in the path, its subject, the start of its SHA-256.
final class CertificateLabel {
    private static final int TEXT_CHARS_MAX = 160;
    private static final int DIGEST_CHARS = 16;

    private CertificateLabel() {}

    /// Names the certificate at `index` of a chain as presented; 0 is the leaf.
    static String presented(int index, X509Certificate certificate) {
        return of(index == 0 ? "leaf" : "issuer " + index, certificate);
    }

    static String anchor(X509Certificate certificate) {
        return of("enrolled certificate", certificate);
    }

    static ByteString sha256(X509Certificate certificate) {
        try {
            return ByteString.sha256(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was parsed has an encoding", e);
        }
    }

    /// Makes text that a stranger chose fit for a line of a log.
    static String printable(String text) {
        var safe = new StringBuilder();
        text.codePoints()
                .limit(TEXT_CHARS_MAX)
                .map(c -> Character.isISOControl(c) || isInvisible(c) ? '?' : c)
                .forEach(safe::appendCodePoint);
        return text.codePointCount(0, text.length()) > TEXT_CHARS_MAX ? safe + "…" : "" + safe;
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }

    private static String of(String role, X509Certificate certificate) {
        return "%s \"%s\" (%s)"
                .formatted(
                        role,
                        printable(certificate.getSubjectX500Principal().getName()),
                        sha256(certificate).hex().substring(0, DIGEST_CHARS));
    }
}
