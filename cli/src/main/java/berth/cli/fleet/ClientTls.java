package berth.cli.fleet;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// TLS contexts for clients: trust in given roots, with or without a certificate of one's own.
public final class ClientTls {
    private static final char[] NO_PASSWORD = new char[0];

    private ClientTls() {}

    /// Trust managers are costly to make and the same for the whole fleet: make them once.
    public static TrustManager[] trusting(List<X509Certificate> roots)
            throws GeneralSecurityException, IOException {
        var store = emptyStore();
        for (int i = 0; i < roots.size(); i++) {
            store.setCertificateEntry("root-" + i, roots.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    public static SSLContext context(TrustManager[] trust, DeviceCredential credential)
            throws GeneralSecurityException, IOException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys(credential), trust, null);
        return context;
    }

    /// For clients that prove themselves otherwise, or not at all.
    public static SSLContext anonymous(TrustManager[] trust) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[0], trust, null);
        return context;
    }

    private static KeyManager[] keys(DeviceCredential credential)
            throws GeneralSecurityException, IOException {
        return switch (credential) {
            case DeviceCredential.SymmetricKey _, DeviceCredential.Tpm _ -> new KeyManager[0];
            case DeviceCredential.Certificate(var key, var chain) -> {
                var store = emptyStore();
                store.setKeyEntry(
                        "device", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
                var factory =
                        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(store, NO_PASSWORD);
                yield factory.getKeyManagers();
            }
        };
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
