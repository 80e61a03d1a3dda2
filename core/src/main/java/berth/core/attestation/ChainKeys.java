package berth.core.attestation;

import berth.core.id.ByteString;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What to look up enrollment groups by: everything in a presented chain that could lead to an
/// enrolled signing certificate. Nothing is proven by a hit.
///
/// @param certificates the SHA-256 of each certificate except the leaf
/// @param subjects the SHA-256 of the encoded issuer name of each certificate
public record ChainKeys(Set<ByteString> certificates, Set<ByteString> subjects) {
    public ChainKeys {
        certificates = Set.copyOf(certificates);
        subjects = Set.copyOf(subjects);
    }

    /// Takes no more certificates into account than a chain may have.
    public static ChainKeys of(List<X509Certificate> chain) {
        return new ChainKeys(
                chain.stream()
                        .limit(ChainJudgement.CERTIFICATES_MAX)
                        .skip(1)
                        .map(CertificateLabel::sha256)
                        .collect(Collectors.toUnmodifiableSet()),
                chain.stream()
                        .limit(ChainJudgement.CERTIFICATES_MAX)
                        .map(issued -> issued.getIssuerX500Principal().getEncoded())
                        .map(ByteString::sha256)
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
