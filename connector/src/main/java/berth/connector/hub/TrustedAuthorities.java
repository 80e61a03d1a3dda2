package berth.connector.hub;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Whose server certificates are believed: the platform's authorities, and those of the settings
/// besides. There is no way to believe everybody's.
final class TrustedAuthorities {
    private TrustedAuthorities() {}

    static SSLContext tls(List<X509Certificate> extra) {
        try {
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(extra.isEmpty() ? null : withPlatforms(extra));
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot set up TLS towards hubs", e);
        }
    }

    private static KeyStore withPlatforms(List<X509Certificate> extra)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (var authority : platforms()) {
            store.setCertificateEntry("platform-" + number++, authority);
        }
        for (var authority : extra) {
            store.setCertificateEntry("extra-" + number++, authority);
        }
        return store;
    }

    private static List<X509Certificate> platforms() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(platformStore());
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return List.of(x509.getAcceptedIssuers());
            }
        }
        return List.of();
    }

    /// Null is how the platform's own store is asked for.
    private static @Nullable KeyStore platformStore() {
        return null;
    }
}
