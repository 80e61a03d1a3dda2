package berth.core.attestation;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.security.auth.x500.X500Principal;

/// Whether the subject alternative names of a certificate are well formed and few enough.
///
/// The platform ignores a list it cannot read unless it is critical, and breaks down over an empty
/// name; so what reaches it is read here first.
///
/// ```text
/// SubjectAltName ::= SEQUENCE SIZE (1..MAX) OF GeneralName
/// GeneralName    ::= CHOICE { [0] other, [1] e-mail, [2] DNS, [3] X.400, [4] directory, [5] EDI,
///                             [6] URI, [7] IP address, [8] registered ID }
/// ```
///
/// Source: RFC 5280, section 4.2.1.6.
final class AlternativeNames {
    static final int COUNT_MAX = 64;

    static final int OTHER = 0xa0;
    static final int EMAIL = 0x81;
    static final int DNS = 0x82;
    static final int X400 = 0xa3;
    static final int DIRECTORY = 0xa4;
    static final int EDI = 0xa5;
    static final int URI = 0x86;
    static final int IP = 0x87;
    static final int REGISTERED_ID = 0x88;

    private static final String EXTENSION = "2.5.29.17";

    /// Wider than host names: stock clients put registration IDs here, with `_` and `:` in them.
    private static final Pattern DNS_SYNTAX =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_:*-]+(\\.[A-Za-z0-9_:*-]+)*");

    private static final Pattern EMAIL_SYNTAX =
            Pattern.compile("[!-~&&[^@]]+@[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern URI_SYNTAX = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~]+");

    private AlternativeNames() {}

    /// What is wrong with the alternative names of `certificate`, or empty.
    static Optional<String> complaint(X509Certificate certificate) {
        var value = certificate.getExtensionValue(EXTENSION);
        if (value == null) {
            return Optional.empty();
        }
        var names = names(value);
        if (names.isEmpty() || names.get().isEmpty() || !platformReads(certificate)) {
            return Optional.of("its list of alternative names is malformed");
        }
        if (names.get().size() > COUNT_MAX) {
            return Optional.of(
                    "it has %d alternative names, more than %d"
                            .formatted(names.get().size(), COUNT_MAX));
        }
        return names.get().stream().allMatch(AlternativeNames::isWellFormed)
                ? Optional.empty()
                : Optional.of("one of its alternative names is malformed");
    }

    /// Whether a DNS name of `certificate` stands for many.
    static boolean hasWildcard(X509Certificate certificate) {
        var value = certificate.getExtensionValue(EXTENSION);
        return value != null
                && names(value).orElse(List.of()).stream()
                        .anyMatch(name -> name.tag() == DNS && ascii(name).contains("*"));
    }

    /// Whether `name` is an encoded directory name.
    static boolean isDirectoryName(DerElement name) {
        try {
            return new X500Principal(name.bytes()).getEncoded().length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// The text of a name of one of the string forms; not ASCII shows as U+FFFD and matches
    /// nothing.
    static String ascii(DerElement name) {
        return new String(name.bytes(), StandardCharsets.US_ASCII);
    }

    private static Optional<List<DerElement>> names(byte... value) {
        return DerElement.only(value, DerElement.OCTET_STRING)
                .flatMap(octets -> DerElement.only(octets.bytes(), DerElement.SEQUENCE))
                .flatMap(DerElement::children);
    }

    private static boolean platformReads(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames() != null;
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    private static boolean isWellFormed(DerElement name) {
        return switch (name.tag()) {
            case EMAIL -> EMAIL_SYNTAX.matcher(ascii(name)).matches();
            case DNS -> DNS_SYNTAX.matcher(ascii(name)).matches();
            case URI -> URI_SYNTAX.matcher(ascii(name)).matches();
            case IP -> name.content().remaining() == 4 || name.content().remaining() == 16;
            case DIRECTORY -> isDirectoryName(name);
            case REGISTERED_ID -> name.content().hasRemaining();
            case OTHER, X400, EDI -> name.children().filter(parts -> !parts.isEmpty()).isPresent();
            default -> false;
        };
    }
}
