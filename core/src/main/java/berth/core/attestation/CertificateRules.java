package berth.core.attestation;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The rules a certificate keeps or breaks by itself, without a look at its neighbours and without
/// a signature verified. Each answers with what is wrong, or empty.
///
/// The platform's path validator knows some of them too. They are repeated because it treats an
/// extension it cannot read as absent, lets weak keys and odd serial numbers pass, and says less.
///
/// Source: reliability reference, section 7; RFC 5280, sections 4.1 and 4.2.
final class CertificateRules {
    /// How far the clock of whoever issued a certificate may be ahead of ours.
    static final Duration NOT_YET_VALID_TOLERANCE = Duration.ofMinutes(5);

    private static final int VERSION_3 = 3;
    private static final int SERIAL_OCTETS_MAX = 20;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;

    /// The purpose for which devices show certificates.
    static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private static final String ANY_USAGE = "2.5.29.37.0";

    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

    /// Judged here or by the platform's path validator: besides the three above, alternative names,
    /// name constraints, and the four extensions about policies.
    private static final Set<String> KNOWN_CRITICAL =
            Set.of(
                    BASIC_CONSTRAINTS,
                    KEY_USAGE,
                    EXTENDED_KEY_USAGE,
                    "2.5.29.17",
                    "2.5.29.30",
                    "2.5.29.32",
                    "2.5.29.33",
                    "2.5.29.36",
                    "2.5.29.54");

    private CertificateRules() {}

    /// A certificate that speaks for a device by equality with the enrolled one.
    static Optional<String> ofPinnedLeaf(X509Certificate leaf, Instant now) {
        return KeyStrength.complaint(leaf.getPublicKey()).or(() -> dates(leaf, now));
    }

    /// A certificate that speaks for a device by the path above it.
    ///
    /// @param purpose what its extended key usage must allow, if it has one
    static Optional<String> ofChainedLeaf(X509Certificate leaf, String purpose, Instant now) {
        return first(
                leaf,
                List.of(
                        CertificateRules::isNotAuthority,
                        CertificateRules::leafKeyUsage,
                        certificate -> leafExtendedKeyUsage(certificate, purpose),
                        CertificateRules::noWildcard,
                        CertificateRules::noConstraints,
                        SignatureRules::complaint,
                        certificate -> common(certificate, now)));
    }

    /// A certificate between the leaf and the enrolled one.
    static Optional<String> ofIssuer(X509Certificate issuer, Instant now) {
        return first(
                issuer,
                List.of(
                        CertificateRules::isAuthority,
                        CertificateRules::signsCertificates,
                        SignatureRules::complaint,
                        certificate -> common(certificate, now)));
    }

    /// The enrolled certificate. Its own signature proves nothing and is not looked at. Key usage
    /// may be missing: OpenSSL's stock configuration makes authorities without it, and enrolling
    /// one is an operator's deliberate act.
    static Optional<String> ofAnchor(X509Certificate anchor, Instant now) {
        return first(
                anchor,
                List.of(
                        CertificateRules::isAuthority,
                        certificate ->
                                certificate.getExtensionValue(KEY_USAGE) == null
                                        ? Optional.empty()
                                        : signsCertificates(certificate),
                        certificate -> common(certificate, now)));
    }

    private static Optional<String> first(
            X509Certificate certificate, List<Function<X509Certificate, Optional<String>>> rules) {
        return rules.stream().flatMap(rule -> rule.apply(certificate).stream()).findFirst();
    }

    private static Optional<String> common(X509Certificate certificate, Instant now) {
        return first(
                certificate,
                List.of(
                        c -> KeyStrength.complaint(c.getPublicKey()),
                        c -> dates(c, now),
                        CertificateRules::serialNumber,
                        CertificateRules::criticalExtensions,
                        AlternativeNames::complaint,
                        NameConstraints::complaint));
    }

    private static Optional<String> dates(X509Certificate certificate, Instant now) {
        var second = now.truncatedTo(ChronoUnit.SECONDS);
        var notBefore = certificate.getNotBefore().toInstant();
        var notAfter = certificate.getNotAfter().toInstant();
        if (notBefore.isAfter(second.plus(NOT_YET_VALID_TOLERANCE))) {
            return Optional.of("it is not valid before " + notBefore);
        }
        return notAfter.isBefore(second)
                ? Optional.of("it expired at " + notAfter)
                : Optional.empty();
    }

    private static Optional<String> serialNumber(X509Certificate certificate) {
        var serial = certificate.getSerialNumber();
        boolean fits = serial.signum() > 0 && serial.toByteArray().length <= SERIAL_OCTETS_MAX;
        return complain(!fits, "its serial number is not a positive number of up to 20 octets");
    }

    private static Optional<String> criticalExtensions(X509Certificate certificate) {
        var critical = certificate.getCriticalExtensionOIDs();
        var unknown = new TreeSet<String>(critical == null ? Set.of() : critical);
        unknown.removeAll(KNOWN_CRITICAL);
        return complain(
                !unknown.isEmpty(),
                "it has critical extensions that are not known here: "
                        + CertificateLabel.printable(String.join(", ", unknown)));
    }

    private static Optional<String> isAuthority(X509Certificate certificate) {
        if (certificate.getVersion() != VERSION_3) {
            return Optional.of(
                    "it has version %d, an issuer must have version 3"
                            .formatted(certificate.getVersion()));
        }
        if (certificate.getSubjectX500Principal().getName().isEmpty()) {
            return Optional.of("it has no subject name, an issuer must have one");
        }
        return complain(
                certificate.getBasicConstraints() == -1,
                "its basic constraints do not make it a certificate authority");
    }

    private static Optional<String> signsCertificates(X509Certificate certificate) {
        var usage = certificate.getKeyUsage();
        return complain(
                usage == null || !usage[KEY_CERT_SIGN],
                "its key usage does not include certificate signing");
    }

    private static Optional<String> isNotAuthority(X509Certificate leaf) {
        var constraints = leaf.getExtensionValue(BASIC_CONSTRAINTS);
        boolean readable =
                constraints == null
                        || DerElement.only(constraints, DerElement.OCTET_STRING)
                                .flatMap(o -> DerElement.only(o.bytes(), DerElement.SEQUENCE))
                                .flatMap(DerElement::children)
                                .isPresent();
        return complain(!readable, "its basic constraints are malformed")
                .or(
                        () ->
                                complain(
                                        leaf.getBasicConstraints() != -1,
                                        "it is a certificate authority, not a device"));
    }

    private static Optional<String> leafKeyUsage(X509Certificate leaf) {
        if (leaf.getExtensionValue(KEY_USAGE) == null) {
            return Optional.empty();
        }
        var usage = leaf.getKeyUsage();
        if (usage == null) {
            return Optional.of("its key usage is malformed");
        }
        if (!usage[DIGITAL_SIGNATURE]) {
            return Optional.of("its key usage does not include digital signatures");
        }
        return complain(usage[KEY_CERT_SIGN], "its key usage includes certificate signing");
    }

    private static Optional<String> leafExtendedKeyUsage(X509Certificate leaf, String purpose) {
        if (leaf.getExtensionValue(EXTENDED_KEY_USAGE) == null) {
            return Optional.empty();
        }
        try {
            var usages = leaf.getExtendedKeyUsage();
            if (usages == null) {
                return Optional.of("its extended key usage is malformed");
            }
            return complain(
                    !usages.contains(purpose) && !usages.contains(ANY_USAGE),
                    "its extended key usage does not include " + describe(purpose));
        } catch (CertificateParsingException _) {
            return Optional.of("its extended key usage is malformed");
        }
    }

    private static String describe(String purpose) {
        return purpose.equals(CLIENT_AUTH) ? "client authentication" : purpose;
    }

    private static Optional<String> noWildcard(X509Certificate leaf) {
        return complain(AlternativeNames.hasWildcard(leaf), "it has a wildcard name");
    }

    private static Optional<String> noConstraints(X509Certificate leaf) {
        return complain(
                NameConstraints.present(leaf), "it constrains names, which only an issuer may");
    }

    private static Optional<String> complain(boolean broken, String complaint) {
        return broken ? Optional.of(complaint) : Optional.empty();
    }
}
