package berth.core.attestation;

import berth.core.attestation.CertificateVerdict.Accepted;
import berth.core.attestation.CertificateVerdict.Rejected;
import berth.core.id.RegistrationId;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Judges a presented chain against what an operator enrolled.
///
/// TLS has only proven that the device holds the key of the first certificate; weak, expired and
/// malformed ones arrive here. Each judgement costs at most two signature verifications a
/// certificate, none with a key dearer than the strongest one allowed. Nothing is fetched, nothing
/// is searched, nothing is remembered.
///
/// Source: reliability reference, section 7.
public final class ChainJudgement {
    /// The longest chain looked at, the leaf included.
    public static final int CERTIFICATES_MAX = 8;

    private ChainJudgement() {}

    /// Whether the leaf is one of the `enrolled` certificates and may speak for `id`. What else was
    /// presented does not matter, nor does who signed what: certificates that devices make for
    /// themselves often carry the flags of an authority, or are of version 1.
    public static CertificateVerdict pinned(
            List<X509Certificate> chain,
            CertificateSlots enrolled,
            RegistrationId id,
            Instant now) {
        if (chain.isEmpty()) {
            return new Rejected("no certificate was presented");
        }
        var leaf = chain.getFirst();
        var digest = CertificateLabel.sha256(leaf);
        if (enrolled.filled().stream().noneMatch(slot -> slot.sha256().equals(digest))) {
            return new Rejected(
                    CertificateLabel.presented(0, leaf)
                            + ": it is neither the primary nor the secondary certificate enrolled");
        }
        var complaint = CertificateRules.ofPinnedLeaf(leaf, now).or(() -> nameComplaint(leaf, id));
        return complaint.isPresent()
                ? rejected(CertificateLabel.presented(0, leaf), complaint.get())
                : new Accepted();
    }

    /// Whether the leaf was issued under `anchor` and may speak for `id`.
    ///
    /// The path is the chain in the order presented, up to the first certificate that `anchor`
    /// issued; what was presented beyond does not count, the anchor itself among it.
    public static CertificateVerdict chained(
            List<X509Certificate> chain,
            EnrolledCertificate anchor,
            RegistrationId id,
            Instant now) {
        if (chain.isEmpty()) {
            return new Rejected("no certificate was presented");
        }
        var leaf = chain.getFirst();
        var complaint = nameComplaint(leaf, id);
        return complaint.isPresent()
                ? rejected(CertificateLabel.presented(0, leaf), complaint.get())
                : path(chain, anchor.certificate(), CertificateRules.CLIENT_AUTH, now);
    }

    /// Everything [#chained] judges but the name, for whoever judges the name otherwise.
    public static CertificateVerdict issuedUnder(
            List<X509Certificate> chain, X509Certificate anchor, Instant now) {
        return chain.isEmpty()
                ? new Rejected("no certificate was presented")
                : path(chain, anchor, CertificateRules.CLIENT_AUTH, now);
    }

    /// Everything [#chained] judges but the name.
    ///
    /// @param purpose what the extended key usage of the leaf must allow; other than clients only
    ///   where certificates of servers serve as test vectors
    static CertificateVerdict path(
            List<X509Certificate> chain, X509Certificate anchor, String purpose, Instant now) {
        if (chain.size() > CERTIFICATES_MAX) {
            return new Rejected(
                    "%d certificates were presented, more than %d"
                            .formatted(chain.size(), CERTIFICATES_MAX));
        }
        var anchorComplaint = CertificateRules.ofAnchor(anchor, now);
        if (anchorComplaint.isPresent()) {
            return rejected(CertificateLabel.anchor(anchor), anchorComplaint.get());
        }
        var below = below(anchor, chain);
        for (int end = 0; end < below.size(); end++) {
            if (SignatureRules.issued(anchor, below.get(end))) {
                return CertificationPath.judge(below.subList(0, end + 1), anchor, purpose, now);
            }
        }
        return notIssued(below, anchor);
    }

    /// The chain without the anchor and what stands above it; the leaf in any case.
    private static List<X509Certificate> below(
            X509Certificate anchor, List<X509Certificate> chain) {
        int place = chain.indexOf(anchor);
        return place > 0 ? chain.subList(0, place) : chain;
    }

    private static Rejected notIssued(List<X509Certificate> below, X509Certificate anchor) {
        for (int i = 0; i < below.size(); i++) {
            if (SignatureRules.named(anchor, below.get(i))) {
                return rejected(
                        CertificateLabel.presented(i, below.get(i)),
                        "it names %s as its issuer but was not signed with its key"
                                .formatted(CertificateLabel.anchor(anchor)));
            }
        }
        return new Rejected(
                "none of the %d certificates presented below it was issued by %s"
                        .formatted(below.size(), CertificateLabel.anchor(anchor)));
    }

    /// Outside ASCII there are letters that fold into it; no registration ID comes from there.
    private static Optional<String> nameComplaint(X509Certificate leaf, RegistrationId id) {
        return switch (CommonName.of(leaf.getSubjectX500Principal())) {
            case CommonName.Unusable(var reason) -> Optional.of("its subject has " + reason);
            case CommonName.Found(var name) when !isRegistrationId(name) ->
                    Optional.of(
                            "its common name \"%s\" is not a registration ID"
                                    .formatted(CertificateLabel.printable(name)));
            case CommonName.Found(var name) when !new RegistrationId(name).equals(id) ->
                    Optional.of("its common name \"%s\" is not \"%s\"".formatted(name, id));
            case CommonName.Found _ -> Optional.empty();
        };
    }

    private static boolean isRegistrationId(String name) {
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
            return false;
        }
        try {
            return !new RegistrationId(name).value().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Rejected rejected(String certificate, String complaint) {
        return new Rejected(certificate + ": " + complaint);
    }
}
