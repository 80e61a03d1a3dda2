package berth.core.attestation;

import berth.core.attestation.CertificateVerdict.Accepted;
import berth.core.attestation.CertificateVerdict.Rejected;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.wire.x509.CertificateText;
import berth.wire.x509.CertificateText.Reading;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Judges a vector the way a device of a group is judged: each anchor is the certificate of a
/// group, the group nearest to the leaf is found, and its certificate is the anchor of the path.
/// Only the name is left out, because the names in the vectors are those of servers.
///
/// The intermediates of a vector are a set, what a device presents has an order, and the device
/// chooses it. So every order is tried in which each certificate names the next as its issuer: an
/// attacker would find the one that is accepted, and a device with a good chain would present it
/// so.
final class LimboJudgement {
    /// Only vectors that mean harm have more orders than this; those are as good as any of theirs.
    private static final int ORDERS_MAX = 200;

    private LimboJudgement() {}

    static CertificateVerdict of(LimboVectors.Case vector) {
        var chain = new ArrayList<X509Certificate>();
        for (var pem : vector.chain()) {
            var read = read(pem);
            if (read.isEmpty()) {
                return new Rejected("a presented certificate cannot be read");
            }
            chain.add(read.get().certificate());
        }
        var enrolled = vector.anchors().stream().flatMap(pem -> read(pem).stream()).toList();
        if (enrolled.isEmpty()) {
            return new Rejected("no anchor can be read, so none can be enrolled");
        }
        var groups = SigningGroups.of(groups(enrolled));
        return orders(chain).stream()
                .map(order -> presented(vector, groups, order))
                .reduce((one, other) -> one instanceof Accepted ? one : other)
                .orElseThrow();
    }

    private static CertificateVerdict presented(
            LimboVectors.Case vector, SigningGroups groups, List<X509Certificate> chain) {
        return switch (groups.nearest(chain)) {
            case SigningGroups.None(var reason) -> new Rejected(reason);
            case SigningGroups.Nearest(_, var anchors) ->
                    ChainJudgement.path(
                            chain,
                            anchors.getFirst().certificate(),
                            vector.purpose(),
                            vector.now());
        };
    }

    /// As given, and in each order that goes from the leaf outward by names.
    private static List<List<X509Certificate>> orders(List<X509Certificate> given) {
        var orders = new ArrayList<List<X509Certificate>>();
        orders.add(given);
        extend(List.of(given.getFirst()), given, orders);
        return orders;
    }

    private static void extend(
            List<X509Certificate> chain,
            List<X509Certificate> given,
            List<List<X509Certificate>> orders) {
        if (orders.size() == ORDERS_MAX) {
            return;
        }
        orders.add(chain);
        if (chain.size() == ChainJudgement.CERTIFICATES_MAX) {
            return;
        }
        for (var next : given) {
            if (!chain.contains(next) && SignatureRules.named(next, chain.getLast())) {
                var longer = new ArrayList<>(chain);
                longer.add(next);
                extend(longer, given, orders);
            }
        }
    }

    private static Optional<EnrolledCertificate> read(String pem) {
        return CertificateText.read(pem) instanceof Reading.Read(var certificate)
                ? Optional.of(certificate)
                : Optional.empty();
    }

    private static List<EnrollmentGroup> groups(List<EnrolledCertificate> anchors) {
        return IntStream.range(0, anchors.size())
                .mapToObj(
                        i ->
                                new EnrollmentGroup(
                                        new IdScope("0ne00000001"),
                                        new EnrollmentGroupId("limbo-" + i),
                                        "limbo-" + i,
                                        new Attestation.X509Signing(
                                                new CertificateSlots(anchors.get(i), null)),
                                        EnrollmentSettings.NONE,
                                        new ETag("1"),
                                        Instant.EPOCH,
                                        Instant.EPOCH))
                .toList();
    }
}
