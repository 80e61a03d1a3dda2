package berth.core.attestation;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import java.util.Set;

/// Which signatures on a certificate count, and whether one certificate signed another.
final class SignatureRules {
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

    /// RSA PKCS #1 and ECDSA with SHA-256, SHA-384, SHA-512; Ed25519. No MD5, no SHA-1.
    private static final Set<String> ALLOWED =
            Set.of(
                    "1.2.840.113549.1.1.11",
                    "1.2.840.113549.1.1.12",
                    "1.2.840.113549.1.1.13",
                    "1.2.840.10045.4.3.2",
                    "1.2.840.10045.4.3.3",
                    "1.2.840.10045.4.3.4",
                    "1.3.101.112");

    private static final Set<String> PSS_DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");

    private SignatureRules() {}

    /// What is wrong with the algorithm of the signature on `certificate`, or empty.
    static Optional<String> complaint(X509Certificate certificate) {
        var algorithm = certificate.getSigAlgOID();
        boolean allowed =
                algorithm.equals(RSASSA_PSS)
                        ? isStrongPss(certificate.getSigAlgParams())
                        : ALLOWED.contains(algorithm);
        return allowed
                ? Optional.empty()
                : Optional.of(
                        "it is signed with %s, which does not count"
                                .formatted(
                                        CertificateLabel.printable(certificate.getSigAlgName())));
    }

    /// Whether `issuer` is named as issuer by `certificate` and signed it. One signature
    /// verification at most, none with a key that would make it dear.
    static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        if (!named(issuer, certificate) || !KeyStrength.isAffordable(issuer.getPublicKey())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            // Another key, another algorithm or a broken signature: not issued by this one.
            return false;
        }
    }

    /// Whether `certificate` names `issuer` as its issuer, which proves nothing.
    static boolean named(X509Certificate issuer, X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    }

    /// Absent parameters mean SHA-1 and so are not strong.
    private static boolean isStrongPss(byte[] encoded) {
        if (encoded == null) {
            return false;
        }
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded);
            var pss = parameters.getParameterSpec(PSSParameterSpec.class);
            return PSS_DIGESTS.contains(pss.getDigestAlgorithm())
                    && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
                    && PSS_DIGESTS.contains(mask.getDigestAlgorithm());
        } catch (IOException | InvalidParameterSpecException _) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has RSASSA-PSS", e);
        }
    }
}
