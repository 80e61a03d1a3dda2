package berth.core.attestation;

import berth.core.attestation.CertificateVerdict.Accepted;
import berth.core.attestation.CertificateVerdict.Rejected;

import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Judges a path from a leaf to the certificate an anchor issued, the anchor itself not included.
///
/// Our own rules come first: they are cheap and say precisely what is wrong. The platform's path
/// validator has the last word on signatures, the linking of names, constraints between issuers and
/// policies. The anchor is given to it as name and key; what an anchor's certificate says beyond
/// that (path length, name constraints) is applied here.
///
/// Source: RFC 5280, section 6.1.
final class CertificationPath {
    private final List<X509Certificate> path;
    private final X509Certificate anchor;
    private final String purpose;
    private final Instant now;

    private CertificationPath(
            List<X509Certificate> path, X509Certificate anchor, String purpose, Instant now) {
        this.path = path;
        this.anchor = anchor;
        this.purpose = purpose;
        this.now = now;
    }

    /// `anchor` was found to keep its rules and to have issued the last certificate of `path`.
    static CertificateVerdict judge(
            List<X509Certificate> path, X509Certificate anchor, String purpose, Instant now) {
        return new CertificationPath(path, anchor, purpose, now).verdict();
    }

    private CertificateVerdict verdict() {
        return ruleComplaint()
                .or(this::lengthComplaint)
                .or(this::datesComplaint)
                .or(this::platformComplaint)
                .<CertificateVerdict>map(Rejected::new)
                .orElseGet(Accepted::new);
    }

    private Optional<String> ruleComplaint() {
        return IntStream.range(0, path.size())
                .boxed()
                .flatMap(
                        i ->
                                (i == 0
                                                ? CertificateRules.ofChainedLeaf(
                                                        path.get(i), purpose, now)
                                                : CertificateRules.ofIssuer(path.get(i), now))
                                        .map(complaint -> at(i, complaint)).stream())
                .findFirst();
    }

    private Optional<String> lengthComplaint() {
        long issuers = path.stream().skip(1).filter(issuer -> !isSelfIssued(issuer)).count();
        int issuersMax = anchor.getBasicConstraints();
        return issuers <= issuersMax
                ? Optional.empty()
                : Optional.of(
                        "%s: its path length allows %d issuers below it, %d were presented"
                                .formatted(CertificateLabel.anchor(anchor), issuersMax, issuers));
    }

    /// One clock tells the time for the whole path: if it is ahead of ours, it is so for every
    /// certificate.
    private Optional<String> datesComplaint() {
        var judgedAt = judgedAt();
        return withAnchor()
                .filter(certificate -> certificate.getNotAfter().toInstant().isBefore(judgedAt))
                .findFirst()
                .map(
                        expired ->
                                "the path is at no instant valid as a whole: one certificate"
                                        + " expires at %s, another begins at %s"
                                                .formatted(
                                                        expired.getNotAfter().toInstant(),
                                                        judgedAt));
    }

    /// Now, or when the last certificate of the path becomes valid if that is within tolerance.
    private Instant judgedAt() {
        var second = now.truncatedTo(ChronoUnit.SECONDS);
        return withAnchor()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .reduce(second, (latest, next) -> next.isAfter(latest) ? next : latest);
    }

    private Stream<X509Certificate> withAnchor() {
        return Stream.concat(path.stream(), Stream.of(anchor));
    }

    /// The platform is known to throw unchecked exceptions over names nobody has foreseen, such as
    /// a URI without a host under a constraint on URIs. A certificate that does that is refused
    /// like any other malformed one; it must not look like a fault of ours.
    private Optional<String> platformComplaint() {
        try {
            return constraintComplaint().or(this::validatorComplaint);
        } catch (IndexOutOfBoundsException
                | NullPointerException
                | UnsupportedOperationException
                | IllegalArgumentException e) {
            return Optional.of(
                    "the path cannot be judged, a name in it is odd: "
                            + e.getClass().getSimpleName());
        }
    }

    private Optional<String> constraintComplaint() {
        return IntStream.range(0, path.size())
                .filter(i -> i == 0 || !isSelfIssued(path.get(i)))
                .filter(i -> !NameConstraints.kept(anchor, path.get(i)))
                .mapToObj(
                        i ->
                                at(
                                        i,
                                        "its names break the name constraints of "
                                                + CertificateLabel.anchor(anchor)))
                .findFirst();
    }

    private Optional<String> validatorComplaint() {
        try {
            var parameters =
                    new PKIXParameters(
                            Set.of(
                                    new TrustAnchor(
                                            anchor.getSubjectX500Principal(),
                                            anchor.getPublicKey(),
                                            null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(judgedAt()));
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(path),
                            parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            var complaint =
                    CertificateLabel.printable("%s (%s)".formatted(e.getMessage(), e.getReason()));
            return Optional.of(e.getIndex() < 0 ? complaint : at(e.getIndex(), complaint));
        } catch (CertificateException e) {
            return Optional.of(
                    CertificateLabel.printable("the path cannot be encoded: " + e.getMessage()));
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every Java runtime validates X.509 paths", e);
        }
    }

    private String at(int index, String complaint) {
        return CertificateLabel.presented(index, path.get(index)) + ": " + complaint;
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
