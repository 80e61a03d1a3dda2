package berth.core.attestation;

import java.io.IOException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The name constraints of an issuer: whether they can be judged at all, and, for the enrolled
/// certificate, whether the certificates below keep them.
///
/// The platform's path validator applies the constraints of the issuers in the path, but not those
/// of an anchor. It can be made to by putting the anchor into the path, which works only for one
/// that is self-signed with a current algorithm; so the anchor's are applied here, to each
/// certificate alone, through the platform's certificate selector. That is the same as merging
/// them: a name must keep every constraint above it.
///
/// ```text
/// NameConstraints ::= SEQUENCE { [0] permitted Subtrees OPTIONAL, [1] excluded Subtrees OPTIONAL }
/// Subtrees        ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE { base GeneralName }
/// ```
///
/// Source: RFC 5280, section 4.2.1.10, which also rules out minimum and maximum.
final class NameConstraints {
    private static final String EXTENSION = "2.5.29.30";
    private static final int SUBTREES_MAX = 64;
    private static final int PERMITTED = 0xa0;
    private static final int EXCLUDED = 0xa1;

    private NameConstraints() {}

    static boolean present(X509Certificate certificate) {
        return certificate.getExtensionValue(EXTENSION) != null;
    }

    /// What is wrong with the name constraints of `certificate`, or empty.
    static Optional<String> complaint(X509Certificate certificate) {
        var value = certificate.getExtensionValue(EXTENSION);
        if (value == null) {
            return Optional.empty();
        }
        var subtrees = subtrees(value);
        if (subtrees.isEmpty() || subtrees.get().isEmpty() || selector(value).isEmpty()) {
            return Optional.of("its name constraints are malformed");
        }
        if (subtrees.get().size() > SUBTREES_MAX) {
            return Optional.of(
                    "it has %d name-constraint subtrees, more than %d"
                            .formatted(subtrees.get().size(), SUBTREES_MAX));
        }
        return subtrees.get().stream().allMatch(NameConstraints::isJudgeable)
                ? Optional.empty()
                : Optional.of("one of its name constraints is malformed or of a form not judged");
    }

    /// Whether `certificate` keeps the constraints of `anchor`, which were found judgeable.
    static boolean kept(X509Certificate anchor, X509Certificate certificate) {
        var value = anchor.getExtensionValue(EXTENSION);
        return value == null
                || selector(value).filter(selector -> selector.match(certificate)).isPresent();
    }

    private static Optional<byte[]> content(byte... value) {
        return DerElement.only(value, DerElement.OCTET_STRING).map(DerElement::bytes);
    }

    private static Optional<X509CertSelector> selector(byte... value) {
        var content = content(value);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            var selector = new X509CertSelector();
            selector.setNameConstraints(content.get());
            return Optional.of(selector);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The bases of all subtrees; empty when the extension is malformed or says nothing.
    private static Optional<List<DerElement>> subtrees(byte... value) {
        var halves =
                content(value)
                        .flatMap(content -> DerElement.only(content, DerElement.SEQUENCE))
                        .flatMap(DerElement::children);
        if (halves.isEmpty()) {
            return Optional.empty();
        }
        var bases = new ArrayList<DerElement>();
        for (var half : halves.get()) {
            var trees = half.children();
            if ((half.tag() != PERMITTED && half.tag() != EXCLUDED)
                    || trees.isEmpty()
                    || trees.get().isEmpty()) {
                return Optional.empty();
            }
            for (var tree : trees.get()) {
                var parts = tree.children(DerElement.SEQUENCE);
                if (parts.isEmpty() || parts.get().size() != 1) {
                    return Optional.empty();
                }
                bases.add(parts.get().getFirst());
            }
        }
        return Optional.of(bases);
    }

    /// An empty base (all names of a form) is legal, but the platform breaks down over it.
    private static boolean isJudgeable(DerElement base) {
        return switch (base.tag()) {
            case AlternativeNames.EMAIL, AlternativeNames.URI -> isText(base);
            case AlternativeNames.DNS ->
                    isText(base)
                            && !AlternativeNames.ascii(base).startsWith(".")
                            && !AlternativeNames.ascii(base).contains("*");
            case AlternativeNames.DIRECTORY -> AlternativeNames.isDirectoryName(base);
            case AlternativeNames.IP -> isNetwork(base.bytes());
            default -> false;
        };
    }

    private static boolean isText(DerElement base) {
        return base.content().hasRemaining()
                && AlternativeNames.ascii(base).chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /// An address and a mask of ones then zeros, with nothing set outside the mask: otherwise the
    /// constraint would match no address and exclude nothing.
    private static boolean isNetwork(byte... base) {
        if (base.length != 8 && base.length != 32) {
            return false;
        }
        int half = base.length / 2;
        boolean ended = false;
        for (int bit = 0; bit < half * 8; bit++) {
            int mask = 0x80 >>> (bit % 8);
            boolean masked = (base[half + bit / 8] & mask) != 0;
            boolean set = (base[bit / 8] & mask) != 0;
            if ((masked && ended) || (set && !masked)) {
                return false;
            }
            ended |= !masked;
        }
        return true;
    }
}
