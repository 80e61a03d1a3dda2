package berth.net.tls;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// What a client showed and asked for in its handshake, unjudged.
///
/// @param certificates the chain in the order presented; empty if none
/// @param serverName the name asked for, in lower case, or null
public record PresentedIdentity(List<X509Certificate> certificates, @Nullable String serverName) {
    public PresentedIdentity {
        certificates = List.copyOf(certificates);
    }

    /// Reads a finished handshake.
    ///
    /// @throws CertificateException when a certificate passed the engine, which does not look into
    ///   it, but cannot be read
    public static PresentedIdentity of(SSLSession session) throws CertificateException {
        return new PresentedIdentity(certificates(session), serverName(session));
    }

    private static List<X509Certificate> certificates(SSLSession session)
            throws CertificateException {
        Certificate[] presented;
        try {
            presented = session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException _) {
            // The platform's way to say that there is none.
            return List.of();
        }
        // The native engine hands out wrappers that parse at first use and fail there; parsing here
        // gives everybody the platform's own certificates.
        var factory = CertificateFactory.getInstance("X.509");
        var certificates = new ArrayList<X509Certificate>(presented.length);
        for (Certificate certificate : presented) {
            certificates.add(
                    (X509Certificate)
                            factory.generateCertificate(
                                    new ByteArrayInputStream(certificate.getEncoded())));
        }
        return certificates;
    }

    private static @Nullable String serverName(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return null;
        }
        try {
            for (var name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        } catch (IllegalArgumentException _) {
            // The native engine checks the name's syntax only here. A name that is none is as good
            // as not sent; names decide nothing.
            return null;
        }
        return null;
    }
}
