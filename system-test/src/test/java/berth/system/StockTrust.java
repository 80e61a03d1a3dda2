package berth.system;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/// Makes this JVM trust the certificate authorities of servers that were started in it.
///
/// The stock clients trust what the JVM trusts, by two ways: the device client makes a new
/// `SSLContext` for each device, which reads `javax.net.ssl.trustStore` anew; the service clients
/// use the default socket factory of `HttpsURLConnection`, which is kept once made and so is
/// replaced here. An application outside of tests names the trust store on the command line and
/// needs neither.
final class StockTrust {
    private static final String PASSWORD = "changeit"; // guards public certificates only

    private static @Nullable KeyStore anchors;
    private static @Nullable Path folder;

    private StockTrust() {}

    /// Trusts this one as well from now on.
    static synchronized void add(Path caCertificate) {
        try (var in = Files.newInputStream(caCertificate)) {
            if (anchors == null || folder == null) {
                anchors = KeyStore.getInstance("PKCS12");
                anchors.load(null, null);
                folder = Files.createTempDirectory("berth-trust");
                folder.toFile().deleteOnExit();
            }
            anchors.setCertificateEntry(
                    "ca-" + anchors.size(),
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
            trust(write(anchors, folder));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot trust " + caCertificate, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + caCertificate, e);
        }
    }

    /// A new file each time: clients that are being made meanwhile read a whole one.
    private static Path write(KeyStore anchors, Path folder)
            throws IOException, GeneralSecurityException {
        var file = folder.resolve("trust-%d.p12".formatted(anchors.size()));
        try (var out = Files.newOutputStream(file)) {
            anchors.store(out, PASSWORD.toCharArray());
        }
        file.toFile().deleteOnExit();
        return file;
    }

    private static void trust(Path trustStore) throws GeneralSecurityException {
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
        System.setProperty("javax.net.ssl.trustStore", trustStore.toString());
        var context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLContext.setDefault(context);
        HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
    }
}
