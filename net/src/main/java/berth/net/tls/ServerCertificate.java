package berth.net.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server's private key and its certificate chain, leaf first.
///
/// RSA and P-256 keys are what stock clients can verify.
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    public ServerCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a server certificate needs at least its leaf");
        }
        if (!fits(key, chain.getFirst())) {
            throw new IllegalArgumentException(
                    "the private key does not belong to the first certificate, "
                            + chain.getFirst().getSubjectX500Principal());
        }
    }

    /// Reads binary values.
    ///
    /// @param pkcs8 the private key, DER
    /// @param chain the certificates, DER, leaf first
    /// @throws IllegalArgumentException when the key or a certificate cannot be read
    public static ServerCertificate ofDer(byte[] pkcs8, List<byte[]> chain) {
        var certificates = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (byte[] der : chain) {
                certificates.add(
                        (X509Certificate)
                                factory.generateCertificate(new ByteArrayInputStream(der)));
            }
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("no certificate given");
            }
            // The leaf names the algorithm, so nobody has to look into the key's encoding.
            var keys =
                    KeyFactory.getInstance(certificates.getFirst().getPublicKey().getAlgorithm());
            return new ServerCertificate(
                    keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)), certificates);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the server's private key or certificate cannot be read", e);
        }
    }

    /// Reads text blocks.
    ///
    /// @param key one `PRIVATE KEY` block (PKCS #8, not encrypted)
    /// @param chain `CERTIFICATE` blocks, leaf first
    /// @throws IllegalArgumentException when the key or a certificate cannot be read
    public static ServerCertificate ofPem(String key, String chain) {
        var keys = blocks("PRIVATE KEY", key);
        if (keys.size() != 1) {
            throw new IllegalArgumentException(
                    "the server's key file needs exactly one block \"PRIVATE KEY\" (PKCS #8, not"
                            + " encrypted); it has "
                            + keys.size());
        }
        return ofDer(keys.getFirst(), blocks("CERTIFICATE", chain));
    }

    /// Better told at the start than by every client's handshake.
    private static boolean fits(PrivateKey key, X509Certificate leaf) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] sample = leaf.getSerialNumber().toByteArray();
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(leaf.getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException _) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("no TLS with keys of " + algorithm, e);
        }
    }

    private static List<byte[]> blocks(String label, String text) {
        var blocks = new ArrayList<byte[]>();
        Matcher matcher = PEM.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(label)) {
                blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
            }
        }
        return blocks;
    }
}
