package berth.core.attestation;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.List;
import java.util.Optional;

/// Which public keys a certificate may carry: RSA of 2048 to 8192 bits with an odd exponent of at
/// least 3, P-256, P-384, P-521, Ed25519.
///
/// Source: reliability reference, section 7.
final class KeyStrength {
    private static final int RSA_BITS_MIN = 2048;
    private static final int RSA_BITS_MAX = 8192;

    /// The work of one verification grows with the exponent; nobody needs more than a word of it.
    private static final int RSA_EXPONENT_BITS_MAX = 64;

    private static final BigInteger RSA_EXPONENT_MIN = BigInteger.valueOf(3);

    private static final List<ECParameterSpec> CURVES =
            List.of(curve("secp256r1"), curve("secp384r1"), curve("secp521r1"));

    private KeyStrength() {}

    /// What is wrong with `key`, or empty.
    static Optional<String> complaint(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsaComplaint(rsa);
            case ECPublicKey ec ->
                    isAllowed(ec.getParams())
                            ? Optional.empty()
                            : Optional.of("its key is on a curve other than P-256, P-384, P-521");
            case EdECPublicKey ed ->
                    ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())
                            ? Optional.empty()
                            : Optional.of("its key is on a curve other than Ed25519");
            default ->
                    Optional.of(
                            "its key is of an unsupported kind, "
                                    + CertificateLabel.printable(key.getAlgorithm()));
        };
    }

    /// Whether verifying one signature with `key` costs no more than with the strongest key
    /// allowed. Weak keys pass: they are cheap, and are complained about elsewhere.
    static boolean isAffordable(PublicKey key) {
        return !(key instanceof RSAPublicKey rsa)
                || (rsa.getModulus().bitLength() <= RSA_BITS_MAX
                        && rsa.getPublicExponent().bitLength() <= RSA_EXPONENT_BITS_MAX);
    }

    private static Optional<String> rsaComplaint(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        var exponent = key.getPublicExponent();
        if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
            return Optional.of("its RSA key has %d bits, not 2048 to 8192".formatted(bits));
        }
        if (!key.getModulus().testBit(0)) {
            return Optional.of("its RSA key has an even modulus");
        }
        if (!exponent.testBit(0)
                || exponent.compareTo(RSA_EXPONENT_MIN) < 0
                || exponent.bitLength() > RSA_EXPONENT_BITS_MAX) {
            return Optional.of("its RSA key has an exponent that is even, below 3 or huge");
        }
        return Optional.empty();
    }

    private static boolean isAllowed(ECParameterSpec params) {
        return CURVES.stream().anyMatch(curve -> isSame(curve, params));
    }

    private static boolean isSame(ECParameterSpec curve, ECParameterSpec other) {
        return curve.getCurve().equals(other.getCurve())
                && curve.getGenerator().equals(other.getGenerator())
                && curve.getOrder().equals(other.getOrder())
                && curve.getCofactor() == other.getCofactor();
    }

    private static ECParameterSpec curve(String name) {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has the curve " + name, e);
        }
    }
}
