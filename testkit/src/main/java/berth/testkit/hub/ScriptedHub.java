package berth.testkit.hub;

import berth.core.id.HubHostName;
import berth.core.secret.Secret;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.IssuedCertificate;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// An IoT hub on loopback, as far as a provisioning service sees it: HTTPS with a certificate of
/// its own authority, one shared access policy, the registry and twin requests. It obeys a script:
/// each fault is used up by the first request of its kind.
public final class ScriptedHub implements AutoCloseable {
    public static final String POLICY = "provisioning";

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final char[] NO_PASSWORD = {};

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final X509Certificate authority;
    private final HubScript script = new HubScript();
    private final HubDevices devices = new HubDevices();
    private final Map<String, Secret> keys = new ConcurrentHashMap<>();

    private ScriptedHub(HttpsServer server, X509Certificate authority, InstantSource clock) {
        this.server = server;
        this.authority = authority;
        server.setExecutor(threads);
        server.createContext("/", new ScriptedHubHandler(hostName(), keys, clock, script, devices));
        server.start();
    }

    /// A hub with no devices.
    ///
    /// @param clock by which tokens expire
    public static ScriptedHub start(Secret key, InstantSource clock) {
        try {
            var random = new SecureRandom();
            var issuer = new CertificateIssuer(InstantSource.system(), random);
            var root = issuer.rootAuthority("Scripted hub root", Duration.ofDays(1));
            var certificate =
                    issuer.server(root, List.of("hub.test"), List.of(LOOPBACK), Duration.ofDays(1));
            var server = HttpsServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(certificate)));
            var hub = new ScriptedHub(server, root.certificate(), clock);
            hub.keys.put(POLICY, key);
            return hub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SSLContext tls(IssuedCertificate certificate) throws IOException {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var chain = certificate.chain().toArray(Certificate[]::new);
            store.setKeyEntry("hub", certificate.key(), NO_PASSWORD, chain);
            var keyManagers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot set up TLS for a scripted hub", e);
        }
    }

    public HubHostName hostName() {
        return new HubHostName(LOOPBACK.getHostAddress());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /// Whom a client must trust.
    public X509Certificate authority() {
        return authority;
    }

    public HubDevices devices() {
        return devices;
    }

    /// From now on only tokens signed with this key are good.
    public void rollKey(Secret key) {
        keys.put(POLICY, key);
    }

    /// The next request of this kind meets this fault. Faults for one kind queue up.
    public void onNext(HubRequest.Kind kind, HubFault fault) {
        script.add(kind, fault);
    }

    /// Every request meets this fault until [#behave()].
    public void always(HubFault fault) {
        script.always(fault);
    }

    /// Drops the script.
    public void behave() {
        script.clear();
    }

    /// What came, in order of arrival, whatever became of it.
    public List<HubRequest> requests() {
        return script.requests();
    }

    public List<HubRequest.Kind> kinds() {
        return requests().stream().map(HubRequest::kind).toList();
    }

    /// What took effect, in this order.
    public List<AppliedWrite> ledger() {
        return script.ledger();
    }

    /// Carries out, now, what arrived under [HubFault.ApplyLate]. Answers how much it was.
    public int applyLateWrites() {
        return script.applyLateWrites();
    }

    @Override
    public void close() {
        script.release();
        server.stop(0);
        threads.shutdownNow();
    }
}
