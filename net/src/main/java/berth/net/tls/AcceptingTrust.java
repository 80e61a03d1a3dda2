package berth.net.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Lets every client certificate in, because whether it proves anything depends on enrollments:
/// that is judged where they are known, for every operation. It must never serve a client
/// connection, and so it refuses every server.
///
/// The extended kind: the platform wraps a plain trust manager with checks of its own, and a device
/// that fails them would get no readable error. No issuers are named, so a client offers whatever
/// it has.
final class AcceptingTrust extends X509ExtendedTrustManager {
    /// What the platform's own TLS reads at most; the native one has no limit of its own.
    private static final int CHAIN_CERTIFICATES_MAX = 8;

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkLength(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkLength(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        checkLength(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw noServers();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static void checkLength(X509Certificate[] chain) throws CertificateException {
        if (chain.length > CHAIN_CERTIFICATES_MAX) {
            throw new CertificateException(
                    "a chain of " + chain.length + " certificates; at most 8 are read");
        }
    }

    private static CertificateException noServers() {
        return new CertificateException("this trust manager judges no servers");
    }
}
