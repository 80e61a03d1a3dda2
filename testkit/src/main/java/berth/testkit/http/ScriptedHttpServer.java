package berth.testkit.http;

import berth.wire.x509.IssuedCertificate;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server on the loopback address that plays one script a connection: first those that were
/// queued, in order, then the usual one. Keeps a ledger of what it was asked.
public final class ScriptedHttpServer implements AutoCloseable {
    private static final char[] NO_PASSWORD = new char[0];

    private final ServerSocket door;
    private final @Nullable SSLContext tls;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<ReceivedRequest> ledger = new CopyOnWriteArrayList<>();
    private final List<Exception> broken = new CopyOnWriteArrayList<>();
    private final Set<Conversation> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script usual = Script.json(500, "{}");

    private ScriptedHttpServer(ServerSocket door, @Nullable SSLContext tls) {
        this.door = door;
        this.tls = tls;
    }

    /// Over TLS, with this certificate and its chain.
    public static ScriptedHttpServer start(IssuedCertificate identity) {
        return start(context(identity));
    }

    /// In the clear.
    public static ScriptedHttpServer startPlain() {
        return start((SSLContext) null);
    }

    private static ScriptedHttpServer start(@Nullable SSLContext tls) {
        try {
            var door = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
            var server = new ScriptedHttpServer(door, tls);
            Thread.ofVirtual().name("scripted server").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a port", e);
        }
    }

    private static SSLContext context(IssuedCertificate identity) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server",
                    identity.key(),
                    NO_PASSWORD,
                    identity.chain().toArray(new X509Certificate[0]));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot serve as " + identity, e);
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    /// The next connection without a script plays this one.
    public ScriptedHttpServer then(Script script) {
        scripts.add(script);
        return this;
    }

    /// What connections play once the queue is empty.
    public ScriptedHttpServer usually(Script script) {
        usual = script;
        return this;
    }

    /// The requests that were read, in that order.
    public List<ReceivedRequest> received() {
        return List.copyOf(ledger);
    }

    /// How many connections were taken.
    public int connections() {
        return connections.get();
    }

    /// What ended scripts before their time; a client that hangs up is among it.
    public List<Exception> broken() {
        return List.copyOf(broken);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var socket = door.accept();
                connections.incrementAndGet();
                var queued = scripts.poll();
                var script = queued == null ? usual : queued;
                Thread.ofVirtual().name("scripted connection").start(() -> play(script, socket));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    broken.add(e);
                }
            }
        }
    }

    private void play(Script script, Socket socket) {
        var conversation = new Conversation(socket, tls, closing, ledger::add);
        open.add(conversation);
        try {
            script.play(conversation);
        } catch (IOException e) {
            broken.add(e);
        } catch (InterruptedException e) {
            broken.add(e);
            Thread.currentThread().interrupt();
        } finally {
            open.remove(conversation);
            hangUp(conversation);
        }
    }

    private void hangUp(Conversation conversation) {
        try {
            conversation.close();
        } catch (IOException e) {
            broken.add(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the port", e);
        }
        open.forEach(this::hangUp);
    }
}
