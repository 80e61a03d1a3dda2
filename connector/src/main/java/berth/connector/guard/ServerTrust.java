package berth.connector.guard;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Whose word is taken for a server's name. There is no way to take anybody's.
public final class ServerTrust {
    private final TrustManager[] managers;
    private final SSLContext context;

    private ServerTrust(TrustManager... managers) {
        this.managers = managers;
        this.context = context(managers);
    }

    private static SSLContext context(TrustManager... managers) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }

    /// The authorities of the Java runtime.
    public static ServerTrust jvm() {
        return new ServerTrust(managers(null));
    }

    /// The authorities of the Java runtime and these.
    public static ServerTrust jvmAnd(List<X509Certificate> authorities) {
        var known =
                Arrays.stream(managers(null))
                        .filter(X509TrustManager.class::isInstance)
                        .map(X509TrustManager.class::cast)
                        .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()));
        return only(Stream.concat(known, authorities.stream()).toList());
    }

    /// These authorities and no other.
    public static ServerTrust only(List<X509Certificate> authorities) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return new ServerTrust(managers(store));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot keep authorities in memory", e);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore authorities) {
        try {
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot read the authorities", e);
        }
    }

    /// Sockets made here resume TLS sessions with the same host and port.
    SSLSocketFactory sockets() {
        return context.getSocketFactory();
    }

    /// Sockets made here know no TLS session to resume: each of their handshakes is a whole one.
    public SSLSocketFactory freshSockets() {
        return context(managers).getSocketFactory();
    }
}
