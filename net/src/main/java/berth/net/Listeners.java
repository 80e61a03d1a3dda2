package berth.net;

import berth.net.http.HttpProtocol;
import berth.net.link.LinkSession;
import berth.net.link.ServerLink;
import berth.net.tls.ServerCertificate;
import berth.net.tls.TlsEngine;
import berth.net.tls.TlsTerminator;

import com.sun.management.UnixOperatingSystemMXBean;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// The open doors of a house: three ports on every address.
///
/// May be used from any thread but those that serve connections.
public final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /// How long requests in flight may take when the house closes.
    private static final Duration DRAIN_TIME = Duration.ofSeconds(20);

    private static final Executor VIRTUAL_THREADS = Thread::startVirtualThread;

    private final InstantSource clock;
    private final Vertx vertx;
    private final ConnectionGate gate;
    private final List<OpenPort> open = new ArrayList<>();
    private final List<TlsTerminator> retired = new ArrayList<>();
    private volatile TlsTerminator tls;
    private volatile boolean closing;

    private Listeners(ListenerSettings settings, InstantSource clock) {
        this.clock = clock;
        this.tls = TlsTerminator.of(settings.certificate(), settings.engine(), clock);
        this.gate =
                new ConnectionGate(
                        settings.connectionLimits().within(filesMax()), System::nanoTime);
        this.vertx = Vertx.vertx(vertxOptions());
    }

    /// Opens all ports or none.
    ///
    /// @throws PortUnavailable when one of them cannot be opened
    public static Listeners start(ListenerSettings settings, InstantSource clock) {
        var listeners = new Listeners(settings, clock);
        boolean complete = false;
        try {
            listeners.open(settings);
            complete = true;
            return listeners;
        } finally {
            if (!complete) {
                listeners.release();
            }
        }
    }

    /// The real port numbers.
    public Ports ports() {
        return new Ports(open.get(0).number(), open.get(1).number(), open.get(2).number());
    }

    /// The engine in use, which is the JDK's when the native one was wanted but did not load.
    public TlsEngine engine() {
        return tls.engine();
    }

    /// Shows this certificate to every connection from now on; open ones keep theirs.
    public synchronized void renew(ServerCertificate certificate) {
        TlsTerminator next = TlsTerminator.of(certificate, tls.engine(), clock);
        // A connection may just be asking the old one; it is small, and certificates change rarely.
        retired.add(tls);
        tls = next;
    }

    /// How busy the doors are.
    public ConnectionCounts counts() {
        return gate.counts();
    }

    /// Accepts nothing more, lets requests in flight finish for up to 20 s, and closes.
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        var drained = open.stream().map(port -> port.drain(DRAIN_TIME)).toList();
        for (var one : drained) {
            await(one, DRAIN_TIME.plusSeconds(5));
        }
        release();
    }

    private void open(ListenerSettings settings) {
        var http =
                new HttpProtocol(
                        settings.http(),
                        settings.httpLimits(),
                        settings.webSocketProtocols(),
                        clock,
                        System::nanoTime);
        openPort(settings, settings.ports().https(), true, http::open);
        openPort(settings, settings.ports().mqtt(), false, settings.mqtt()::open);
        openPort(settings, settings.ports().amqp(), false, settings.amqp()::open);
    }

    private void openPort(
            ListenerSettings settings,
            int number,
            boolean http,
            Function<ServerLink, LinkSession> protocol) {
        var door =
                new Door(
                        http,
                        protocol,
                        gate,
                        () -> tls,
                        () -> closing,
                        settings.connectionLimits().handshakeTime(),
                        VIRTUAL_THREADS);
        open.add(OpenPort.open(vertx, settings.addresses(), number, door));
    }

    private void release() {
        await(vertx.close().toCompletionStage().toCompletableFuture(), DRAIN_TIME);
        tls.close();
        retired.forEach(TlsTerminator::close);
    }

    /// How many files this process may have open, as far as the platform tells.
    private static long filesMax() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    private static void await(java.util.concurrent.Future<?> end, Duration timeMax) {
        try {
            end.get(timeMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("interrupted while closing; connections are cut", e);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("a port did not close cleanly; its connections are cut", e);
        }
    }

    private static VertxOptions vertxOptions() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                // Nothing is ever read through Vert.x: no cache folder.
                .setFileSystemOptions(
                        new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false));
    }
}
