package berth.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/// A client with its own trust and, perhaps, a certificate; it says byte for byte what a test
/// wants.
public final class TestClient {
    private static final int READ_MILLIS_MAX = 5_000;

    private final SSLContext context;
    private final List<String> issuersOffered = new CopyOnWriteArrayList<>();
    private final AtomicLong timesKeyWasUsed = new AtomicLong();

    private TestClient(SSLContext context) {
        this.context = context;
    }

    public static TestClient trusting(X509Certificate root) {
        return of(root, null, List.of());
    }

    /// Presents this chain, leaf first, whatever the server says it accepts.
    public static TestClient presenting(
            X509Certificate root, PrivateKey key, List<X509Certificate> chain) {
        return of(root, key, chain);
    }

    private static TestClient of(
            X509Certificate root, PrivateKey key, List<X509Certificate> chain) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("root", root);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            var client = new TestClient(context);
            KeyManager[] keys = key == null ? null : new KeyManager[] {client.fixed(key, chain)};
            context.init(keys, trust.getTrustManagers(), null);
            return client;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SSLContext context() {
        return context;
    }

    /// The issuers that servers said they accept, of all connections.
    public List<String> issuersOffered() {
        return issuersOffered;
    }

    /// How many handshakes asked for the certificate; a resumed one does not.
    public long timesKeyWasUsed() {
        return timesKeyWasUsed.get();
    }

    public SSLSocket connect(String address, int port, String... protocols) throws IOException {
        var plain = new Socket();
        plain.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        plain.setSoTimeout(READ_MILLIS_MAX);
        var socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, address, port, true);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return socket;
    }

    public SSLSocket connectTo(String serverName, String address, int port) throws IOException {
        var socket = connect(address, port);
        var parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    /// Says something and reads until the server closes.
    public String say(String address, int port, String text) throws IOException {
        try (var socket = connect(address, port)) {
            send(socket, text);
            return readAll(socket);
        }
    }

    public static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    public static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /// Reads one reply with its body; the connection stays.
    public static String readReply(Socket socket) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int length =
                text.lines()
                        .filter(line -> line.startsWith("Content-Length: "))
                        .mapToInt(line -> Integer.parseInt(line.substring(16)))
                        .findFirst()
                        .orElse(0);
        byte[] body = socket.getInputStream().readNBytes(length);
        return text + new String(body, StandardCharsets.ISO_8859_1);
    }

    private X509KeyManager fixed(PrivateKey key, List<X509Certificate> chain) {
        return new X509KeyManager() {
            @Override
            public String[] getClientAliases(String keyType, Principal[] issuers) {
                return new String[] {"client"};
            }

            @Override
            public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
                if (issuers != null) {
                    for (Principal issuer : issuers) {
                        issuersOffered.add(issuer.getName());
                    }
                }
                return "client";
            }

            @Override
            public String[] getServerAliases(String keyType, Principal[] issuers) {
                return null;
            }

            @Override
            public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
                return null;
            }

            @Override
            public X509Certificate[] getCertificateChain(String alias) {
                return chain.toArray(new X509Certificate[0]);
            }

            @Override
            public PrivateKey getPrivateKey(String alias) {
                timesKeyWasUsed.incrementAndGet();
                return key;
            }
        };
    }
}
