package berth.core.attestation;

import berth.core.enrollment.EnrollmentGroup;
import berth.core.id.ByteString;

import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Enrollment groups by the certificates that sign for them: which one is nearest to a leaf.
///
/// A group is found by key and signature. By name alone it would be anybody's; by the digest of a
/// presented certificate alone, a device could walk around a disabled group with a renewed
/// certificate of the same authority.
final class SigningGroups {
    /// How many signatures are verified to find a group. Only reached by an instance that has this
    /// many different certificates enrolled under the names of one chain.
    static final int VERIFICATIONS_MAX = 64;

    private final List<EnrollmentGroup> groups;
    private final Map<ByteString, EnrolledCertificate> anchors;

    private SigningGroups(
            List<EnrollmentGroup> groups, Map<ByteString, EnrolledCertificate> anchors) {
        this.groups = groups;
        this.anchors = anchors;
    }

    sealed interface Search {}

    /// @param anchors those certificates of the group that issued the same certificate of the
    ///   chain; at least one
    record Nearest(EnrollmentGroup group, List<EnrolledCertificate> anchors) implements Search {
        Nearest {
            anchors = List.copyOf(anchors);
        }
    }

    /// `reason` says why no group was found.
    record None(String reason) implements Search {}

    static SigningGroups of(List<EnrollmentGroup> candidates) {
        var groups =
                candidates.stream()
                        .filter(group -> group.attestation() instanceof Attestation.X509Signing)
                        .sorted(
                                Comparator.comparing(EnrollmentGroup::createdAt)
                                        .thenComparing(group -> group.groupId().value()))
                        .toList();
        SequencedMap<ByteString, EnrolledCertificate> anchors = new LinkedHashMap<>();
        for (var group : groups) {
            for (var anchor : certificates(group)) {
                anchors.putIfAbsent(anchor.sha256(), anchor);
            }
        }
        return new SigningGroups(groups, anchors);
    }

    /// Walks from the leaf outward as long as each certificate was issued by the next, and stops
    /// where the issuer is enrolled.
    Search nearest(List<X509Certificate> chain) {
        int verifications = 0;
        for (int i = 0; i < chain.size(); i++) {
            var link = chain.get(i);
            Map<ByteString, EnrolledCertificate> issuers = new HashMap<>();
            for (var anchor : anchors.values()) {
                if (!SignatureRules.named(anchor.certificate(), link)) {
                    continue;
                }
                if (++verifications > VERIFICATIONS_MAX) {
                    return new None(
                            "more than %d enrolled certificates bear the names of issuers of %s"
                                    .formatted(VERIFICATIONS_MAX, label(chain, 0)));
                }
                if (SignatureRules.issued(anchor.certificate(), link)) {
                    issuers.put(anchor.sha256(), anchor);
                }
            }
            if (!issuers.isEmpty()) {
                return choice(issuers, i + 1 < chain.size() ? chain.get(i + 1) : link);
            }
            if (i + 1 == chain.size() || !SignatureRules.issued(chain.get(i + 1), link)) {
                return new None(
                        "no enrollment group holds an issuer of %s; the chain presented is unbroken up to %s"
                                .formatted(label(chain, 0), label(chain, i)));
            }
        }
        return new None("no certificate was presented");
    }

    /// Several groups may hold the issuer's key: the one that holds the very certificate presented
    /// comes first, then the oldest.
    private Search choice(Map<ByteString, EnrolledCertificate> issuers, X509Certificate presented) {
        var digest = CertificateLabel.sha256(presented);
        var holders =
                groups.stream()
                        .filter(group -> holds(group, issuers))
                        .sorted(Comparator.comparing(group -> !holds(group, digest, issuers)))
                        .toList();
        var group = holders.getFirst();
        return new Nearest(
                group,
                certificates(group).stream()
                        .filter(anchor -> issuers.containsKey(anchor.sha256()))
                        .toList());
    }

    private static boolean holds(
            EnrollmentGroup group, Map<ByteString, EnrolledCertificate> issuers) {
        return certificates(group).stream()
                .map(EnrolledCertificate::sha256)
                .anyMatch(issuers::containsKey);
    }

    private static boolean holds(
            EnrollmentGroup group,
            ByteString digest,
            Map<ByteString, EnrolledCertificate> issuers) {
        return issuers.containsKey(digest)
                && certificates(group).stream().anyMatch(anchor -> anchor.sha256().equals(digest));
    }

    private static List<EnrolledCertificate> certificates(EnrollmentGroup group) {
        return group.attestation() instanceof Attestation.X509Signing(var slots)
                ? slots.filled()
                : List.of();
    }

    private static String label(List<X509Certificate> chain, int index) {
        return CertificateLabel.presented(index, chain.get(index));
    }
}
