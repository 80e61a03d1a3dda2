package berth.wire.x509;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;

/// The text of a private key: written as PKCS #8 in PEM, read in that form and in the two older
/// ones of OpenSSL (`EC PRIVATE KEY`, `RSA PRIVATE KEY`). Encrypted keys are not read.
///
/// Source: RFC 5958, RFC 7468 section 10.
public final class PrivateKeyText {
    public static final int CHARS_MAX = 64 * 1024;

    /// What reading a text came to.
    public sealed interface Reading {
        /// A key. Its text form shows nothing.
        record Read(PrivateKey key) implements Reading {
            @Override
            public String toString() {
                return "Read[key=****]";
            }
        }

        /// `reason` is safe to show: it repeats nothing of the text.
        record Unreadable(String reason) implements Reading {}
    }

    private PrivateKeyText() {}

    /// Writes `key` unencrypted.
    public static String pem(PrivateKey key) {
        var pkcs8 = key.getEncoded();
        if (pkcs8 == null) {
            throw new IllegalArgumentException("a key that does not leave its store");
        }
        return CertificateText.pem("PRIVATE KEY", pkcs8);
    }

    /// Reads the first private key of `text`; certificates and curve parameters before it are
    /// skipped.
    public static Reading read(String text) {
        if (text.length() > CHARS_MAX) {
            return new Reading.Unreadable("a key of more than %d characters".formatted(CHARS_MAX));
        }
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var part = parser.readObject(); part != null; part = parser.readObject()) {
                switch (part) {
                    case PrivateKeyInfo pkcs8 -> {
                        return read(pkcs8);
                    }
                    case PEMKeyPair older -> {
                        return read(older.getPrivateKeyInfo());
                    }
                    case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ -> {
                        return new Reading.Unreadable("an encrypted private key");
                    }
                    default -> {
                        // Something else in the same file.
                    }
                }
            }
            return new Reading.Unreadable("no private key in PEM");
        } catch (IOException | IllegalArgumentException | IllegalStateException _) {
            // The cause's message may quote the key.
            return new Reading.Unreadable("a private key that is malformed or not supported");
        }
    }

    private static Reading read(PrivateKeyInfo key) throws IOException {
        return new Reading.Read(new JcaPEMKeyConverter().getPrivateKey(key));
    }
}
