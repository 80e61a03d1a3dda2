package berth.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// HTTP/1.1 over TLS, byte for byte as the caller writes it: one connection a request. For what
/// well-behaved clients refuse to send.
final class RawHttps {
    private static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final char[] NO_PASSWORD = {};

    private final String host;
    private final String address;
    private final int port;
    private final KeyStore anchors;
    private final SSLContext tls;

    private RawHttps(
            String host, String address, int port, KeyStore anchors, KeyManager... identity)
            throws GeneralSecurityException {
        this.host = host;
        this.address = address;
        this.port = port;
        this.anchors = anchors;
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        this.tls = SSLContext.getInstance("TLS");
        tls.init(identity, trust.getTrustManagers(), null);
    }

    /// @param host in the Host header and, if it is a name, in SNI; checked against the certificate
    /// @param address where to connect
    static RawHttps to(String host, String address, int port, Path caCertificate) {
        try (var in = Files.newInputStream(caCertificate)) {
            var anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            return new RawHttps(host, address, port, anchors);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + caCertificate, e);
        }
    }

    /// Shows this certificate in the handshake.
    RawHttps as(PrivateKey key, List<X509Certificate> chain) throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("device", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            var factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, NO_PASSWORD);
            return new RawHttps(host, address, port, anchors, factory.getKeyManagers());
        } catch (IOException e) {
            throw new IllegalStateException("cannot hold a key in memory", e);
        }
    }

    /// A proper request with JSON in it.
    Answer send(String method, String target, Map<String, String> headers, String body)
            throws IOException {
        var all = new LinkedHashMap<String, String>();
        all.put("Host", host);
        all.put("Content-Type", "application/json; charset=utf-8");
        all.put("Content-Length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
        all.putAll(headers);
        var head = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, target));
        all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return exchange(head + "\r\n" + body);
    }

    /// Whatever `request` says; the answer is read to its end.
    Answer exchange(String request) throws IOException {
        try (var socket = connect()) {
            var out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return Answer.read(socket.getInputStream());
        }
    }

    private SSLSocket connect() throws IOException {
        var plain = new Socket(address, port);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        var parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// What came back.
    ///
    /// @param headers by name in lower case
    record Answer(int status, Map<String, String> headers, String body) {
        /// By Content-Length, which the server promises to send.
        static Answer read(InputStream in) throws IOException {
            var statusLine = line(in);
            var headers = new LinkedHashMap<String, String>();
            for (var line = line(in); !line.isEmpty(); line = line(in)) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            if (length > ANSWER_BYTES_MAX) {
                throw new IOException("an answer of %d bytes".formatted(length));
            }
            var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, body);
        }

        private static String line(InputStream in) throws IOException {
            var line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the connection ended within a line: " + line);
                }
                line.write(next);
            }
            return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        }
    }
}
