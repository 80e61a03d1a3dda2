package berth.system.limits;

import berth.wire.x509.IssuedCertificate;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.X509KeyManager;

/// A device's key, and how often a handshake has asked for it: a resumed one does not.
final class CountedKeys implements X509KeyManager {
    private static final String ALIAS = "device";

    private final IssuedCertificate certificate;
    private final AtomicInteger uses = new AtomicInteger();

    CountedKeys(IssuedCertificate certificate) {
        this.certificate = certificate;
    }

    int uses() {
        return uses.get();
    }

    @Override
    public String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return ALIAS;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {certificate.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        uses.incrementAndGet();
        return certificate.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
