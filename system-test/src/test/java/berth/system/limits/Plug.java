package berth.system.limits;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Where connections to a house come from: an address of this machine, with its own trust and,
/// perhaps, a client certificate.
final class Plug {
    private static final int READ_MILLIS_MAX = 30_000;

    private final TrustManager[] trust;
    private final SSLContext tls;
    private final String address;

    private Plug(TrustManager[] trust, SSLContext tls, String address) {
        this.trust = trust;
        this.tls = tls;
        this.address = address;
    }

    static Plug trusting(Path caCertificate) {
        try (var in = Files.newInputStream(caCertificate)) {
            var anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(anchors);
            var trust = factory.getTrustManagers();
            return new Plug(trust, context(trust), House.HOST);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + caCertificate, e);
        }
    }

    private static SSLContext context(TrustManager[] trust, KeyManager... keys)
            throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    /// The same from another loopback address.
    Plug from(String otherAddress) {
        return new Plug(trust, tls, otherAddress);
    }

    /// The same with a client certificate, and with no TLS session to resume.
    Plug showing(KeyManager keys) throws GeneralSecurityException {
        return new Plug(trust, context(trust, keys), address);
    }

    /// The same with no TLS session to resume.
    Plug forgetful() throws GeneralSecurityException {
        return new Plug(trust, context(trust), address);
    }

    Socket tcp(int port) throws IOException {
        var socket = new Socket();
        socket.setReuseAddress(true);
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(House.HOST), port));
        socket.setSoTimeout(READ_MILLIS_MAX);
        return socket;
    }

    /// A connection behind TLS, the handshake done.
    ///
    /// @param versions of TLS; none for all
    Wire tls(int port, String... versions) throws IOException {
        return new SocketWire(socket(port, versions));
    }

    SSLSocket socket(int port, String... versions) throws IOException {
        var plain = tcp(port);
        try {
            var socket =
                    (SSLSocket) tls.getSocketFactory().createSocket(plain, House.HOST, port, true);
            if (versions.length > 0) {
                socket.setEnabledProtocols(versions);
            }
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /// The client's side of TLS without a socket.
    SSLEngine engine() {
        var engine = tls.createSSLEngine();
        engine.setUseClientMode(true);
        return engine;
    }
}
