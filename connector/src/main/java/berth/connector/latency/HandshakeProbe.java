package berth.connector.latency;

import berth.connector.guard.NameResolver;
import berth.connector.guard.ServerTrust;
import berth.core.id.HubHostName;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Times what a device does first: a TCP connection and a whole TLS handshake, on a connection of
/// its own that then ends without having said anything. The name is resolved before the time is
/// taken, because whether a resolver remembers it says nothing about the hub.
///
/// The server must prove its name as it must towards the hub's client: somebody else's nearness
/// would be taken for the hub's. It connects directly, past any proxy; where only a proxy leads out
/// latencies stay unknown and can be pinned.
///
/// Safe for any number of threads.
public final class HandshakeProbe implements HubProbe {
    /// For the whole probe, look-up included.
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int ADDRESSES_MAX = 4;

    private final ServerTrust trust;
    private final NameResolver resolver;
    private final ToIntFunction<HubHostName> port;
    private final Duration patience;

    /// @param port where a hub listens, usually 443
    /// @param patience for one probe, look-up included
    public HandshakeProbe(
            ServerTrust trust,
            NameResolver resolver,
            ToIntFunction<HubHostName> port,
            Duration patience) {
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException("a probe needs some time");
        }
        this.trust = trust;
        this.resolver = resolver;
        this.port = port;
        this.patience = patience;
    }

    /// The work has a virtual thread of its own: interrupting it closes its socket, which is the
    /// only time limit that a server cannot stretch by sending a byte now and then.
    @Override
    public Duration measure(HubHostName hub) throws IOException, InterruptedException {
        var work = new FutureTask<>(() -> handshake(hub));
        Thread.ofVirtual().name("hub probe").start(work);
        try {
            return work.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw timedOut(hub, e);
        } catch (ExecutionException e) {
            throw new IOException(
                    "cannot connect to %s: %s".formatted(hub, e.getCause()), e.getCause());
        } finally {
            work.cancel(true);
        }
    }

    private IOException timedOut(HubHostName hub, TimeoutException cause) {
        var problem =
                new SocketTimeoutException(
                        "no connection with %s within %d ms".formatted(hub, patience.toMillis()));
        problem.initCause(cause);
        return problem;
    }

    /// With the first address that takes a connection.
    private Duration handshake(HubHostName hub) throws IOException, InterruptedException {
        var addresses = resolver.addresses(hub.value());
        // Made before the time is taken: setting TLS up is our own work.
        var sockets = trust.freshSockets();
        int destination = port.applyAsInt(hub);
        IOException last = new IOException("the name has no address");
        for (var address : tried(addresses)) {
            long before = System.nanoTime();
            try (var tcp = new Socket(Proxy.NO_PROXY)) {
                try {
                    tcp.connect(
                            new InetSocketAddress(address, destination),
                            (int) patience.dividedBy(2).toMillis() + 1);
                } catch (IOException e) {
                    e.addSuppressed(last);
                    last = e;
                    continue;
                }
                secure(tcp, hub, destination, sockets);
                return Duration.ofNanos(System.nanoTime() - before);
            }
        }
        throw last;
    }

    private static List<InetAddress> tried(List<InetAddress> addresses) {
        return addresses.stream().limit(ADDRESSES_MAX).toList();
    }

    private static void secure(Socket tcp, HubHostName hub, int port, SSLSocketFactory sockets)
            throws IOException {
        tcp.setTcpNoDelay(true);
        // Not closed: its farewell could block, and closing the connection below it is enough.
        var socket = (SSLSocket) sockets.createSocket(tcp, hub.value(), port, false);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!isAddress(hub.value())) {
            parameters.setServerNames(List.of(new SNIHostName(hub.value())));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
    }

    /// Addresses have no server name. Source: RFC 6066, section 3.
    private static boolean isAddress(String host) {
        return host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }
}
