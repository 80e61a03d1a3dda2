package berth.net;

import io.netty.channel.unix.Errors.NativeIoException;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// One port number, open on every address of the house, with one server per event loop: Vert.x
/// hands each connection to the next of them.
final class OpenPort {
    private static final int BACKLOG = 4_096;

    /// How often another free port is tried when the first address has one that the second has not.
    private static final int FREE_PORT_TRIES_MAX = 20;

    private static final Duration OPEN_TIME_MAX = Duration.ofSeconds(30);

    /// Linux error numbers, as the native transport reports them.
    private static final int EACCES = -13;

    private static final int EADDRINUSE = -98;
    private static final int EADDRNOTAVAIL = -99;

    /// Vert.x shares a free port between servers that ask for the same negative number.
    private static final AtomicInteger FREE_PORT_REQUESTS = new AtomicInteger();

    private final int number;
    private final List<NetServer> servers;

    private OpenPort(int number, List<NetServer> servers) {
        this.number = number;
        this.servers = List.copyOf(servers);
    }

    /// Opens it on all addresses or on none.
    ///
    /// @param wanted 0 for any number that is free on all addresses
    /// @throws PortUnavailable when that cannot be
    static OpenPort open(Vertx vertx, List<InetAddress> addresses, int wanted, Door door) {
        for (int tries = 1; ; tries++) {
            try {
                return tryToOpen(vertx, addresses, wanted, door);
            } catch (PortUnavailable e) {
                boolean again =
                        wanted == 0
                                && e.reason() == PortUnavailable.Reason.BUSY
                                && tries < FREE_PORT_TRIES_MAX;
                if (!again) {
                    throw e;
                }
            }
        }
    }

    int number() {
        return number;
    }

    /// Accepts nothing more and ends when the last connection has.
    CompletableFuture<?> drain(Duration timeMax) {
        return Future.join(servers.stream().map(server -> server.shutdown(timeMax)).toList())
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static OpenPort tryToOpen(
            Vertx vertx, List<InetAddress> addresses, int wanted, Door door) {
        var servers = new ArrayList<NetServer>();
        int number = wanted;
        boolean complete = false;
        try {
            for (InetAddress address : addresses) {
                List<NetServer> opened = listen(vertx, address, number, door);
                servers.addAll(opened);
                number = opened.getFirst().actualPort();
            }
            complete = true;
            return new OpenPort(number, servers);
        } finally {
            if (!complete) {
                release(servers);
            }
        }
    }

    private static List<NetServer> listen(Vertx vertx, InetAddress address, int number, Door door) {
        int shared = number == 0 ? -FREE_PORT_REQUESTS.incrementAndGet() : number;
        var servers = new CopyOnWriteArrayList<NetServer>();
        var options = new NetServerOptions().setAcceptBacklog(BACKLOG).setTcpKeepAlive(true);
        Supplier<Deployable> listener =
                () ->
                        _ -> {
                            var server = vertx.createNetServer(options).connectHandler(door::enter);
                            return server.listen(shared, address.getHostAddress())
                                    .onSuccess(servers::add);
                        };
        var loops =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        var deployed = vertx.deployVerticle(listener, loops);
        @Nullable Throwable failure = failure(deployed.toCompletionStage().toCompletableFuture());
        if (failure == null) {
            return servers;
        }
        throw unavailable(address, number, failure);
    }

    private static @Nullable Throwable failure(CompletableFuture<?> end) {
        try {
            end.get(OPEN_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    private static RuntimeException unavailable(
            InetAddress address, int number, Throwable failure) {
        PortUnavailable.Reason reason = reason(failure);
        return reason == null
                ? new UncheckedIOException(
                        "cannot listen on port " + number + " of " + address.getHostAddress(),
                        new IOException(failure))
                : new PortUnavailable(address, number, reason, failure);
    }

    /// The platform's transport reports only the C library's words for the same numbers.
    private static PortUnavailable.@Nullable Reason reason(Throwable failure) {
        int number = failure instanceof NativeIoException unix ? unix.expectedErr() : 0;
        String words = failure.getMessage() == null ? "" : failure.getMessage();
        if (number == EADDRINUSE || words.contains("already in use")) {
            return PortUnavailable.Reason.BUSY;
        }
        if (number == EACCES || words.contains("ermission denied")) {
            return PortUnavailable.Reason.FORBIDDEN;
        }
        if (number == EADDRNOTAVAIL || words.contains("assign requested address")) {
            return PortUnavailable.Reason.NO_SUCH_ADDRESS;
        }
        return null;
    }

    private static void release(List<NetServer> servers) {
        var closed = Future.join(servers.stream().map(NetServer::close).toList());
        Throwable failure = failure(closed.toCompletionStage().toCompletableFuture());
        if (failure != null) {
            throw new IllegalStateException("ports could not be released", failure);
        }
    }
}
