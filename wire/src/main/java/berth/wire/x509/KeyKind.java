package berth.wire.x509;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/// The keys certificates are issued for.
public enum KeyKind {
    P_256("EC", new ECGenParameterSpec("secp256r1")),
    P_384("EC", new ECGenParameterSpec("secp384r1")),
    P_521("EC", new ECGenParameterSpec("secp521r1")),
    ED25519("Ed25519", NamedParameterSpec.ED25519),
    RSA_2048("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)),
    RSA_3072("RSA", new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4)),
    RSA_4096("RSA", new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4));

    private static final int P_256_BITS = 256;
    private static final int P_384_BITS = 384;

    private final String algorithm;

    @SuppressWarnings("ImmutableEnumChecker") // The platform's specs never change once made.
    private final AlgorithmParameterSpec spec;

    KeyKind(String algorithm, AlgorithmParameterSpec spec) {
        this.algorithm = algorithm;
        this.spec = spec;
    }

    public KeyPair generate(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(spec, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime makes keys of kind " + this, e);
        }
    }

    /// The signature algorithm that goes with `key`.
    static String signatureAlgorithm(PrivateKey key) {
        if (key instanceof ECKey ec) {
            int bits = ec.getParams().getOrder().bitLength();
            return bits <= P_256_BITS
                    ? "SHA256withECDSA"
                    : bits <= P_384_BITS ? "SHA384withECDSA" : "SHA512withECDSA";
        }
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default ->
                    throw new IllegalArgumentException(
                            "no certificates are signed with keys of " + key.getAlgorithm());
        };
    }
}
