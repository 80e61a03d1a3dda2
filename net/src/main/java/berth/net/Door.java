package berth.net;

import berth.net.link.LinkSession;
import berth.net.link.ServerLink;
import berth.net.tls.PresentedIdentity;
import berth.net.tls.TlsTerminator;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// What happens to a new connection on one port: the gate first, then TLS, then the port's
/// protocol.
///
/// Vert.x is asked for plain TCP, because its TLS servers show a connection only after the
/// handshake, and the gate must close before it costs anything.
final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private final boolean http;
    private final Function<ServerLink, LinkSession> protocol;
    private final ConnectionGate gate;
    private final Supplier<TlsTerminator> tls;
    private final BooleanSupplier closing;
    private final Duration handshakeTime;
    private final Executor workers;

    /// @param http whether connections count as HTTP ones
    /// @param tls asked for every connection, so that a new certificate takes effect
    /// @param closing whether the house closes, so that no session is opened any more
    Door(
            boolean http,
            Function<ServerLink, LinkSession> protocol,
            ConnectionGate gate,
            Supplier<TlsTerminator> tls,
            BooleanSupplier closing,
            Duration handshakeTime,
            Executor workers) {
        this.http = http;
        this.protocol = protocol;
        this.gate = gate;
        this.tls = tls;
        this.closing = closing;
        this.handshakeTime = handshakeTime;
        this.workers = workers;
    }

    /// Takes a TCP connection that was just accepted. On its event loop, which stays its owner.
    void enter(NetSocket accepted) {
        var socket = (NetSocketInternal) accepted;
        Channel channel = socket.channelHandlerContext().channel();
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            // It has gone already.
            var _ = socket.close();
            return;
        }
        switch (gate.admit(remote.getAddress(), http)) {
            case ConnectionGate.Admission.TurnedAway() -> {
                var _ = socket.close();
            }
            case ConnectionGate.Admission.Admitted(ConnectionGate.Place place) ->
                    shakeHands(socket, channel, place);
        }
    }

    private void shakeHands(NetSocketInternal socket, Channel channel, ConnectionGate.Place place) {
        SslHandler handler = tls.get().newHandler(channel.alloc(), handshakeTime);
        socket.closeHandler(_ -> place.leave());
        // Peers break off, or never spoke TLS: their right, and no news for the log.
        socket.exceptionHandler(failure -> LOG.debug("a connection failed", failure));
        socket.eventHandler(
                event -> {
                    if (event instanceof SslHandshakeCompletionEvent end) {
                        place.handshakeOver();
                        // From here on Vert.x looks after events itself.
                        socket.eventHandler(null);
                        if (end.isSuccess() && !closing.getAsBoolean()) {
                            open(socket, handler, place);
                        } else {
                            var _ = socket.close();
                        }
                    } else if (closing.getAsBoolean()) {
                        var _ = socket.close();
                    } else {
                        ReferenceCountUtil.release(event);
                    }
                });
        channel.pipeline().addFirst("tls", handler);
    }

    private void open(NetSocketInternal socket, SslHandler handler, ConnectionGate.Place place) {
        PresentedIdentity presented;
        try {
            presented = PresentedIdentity.of(handler.engine().getSession());
        } catch (CertificateException e) {
            LOG.debug("a client certificate cannot be read", e);
            var _ = socket.close();
            return;
        }
        Channel channel = socket.channelHandlerContext().channel();
        var peer =
                new Peer(
                        ipAddress(channel.remoteAddress()),
                        presented.certificates(),
                        presented.serverName(),
                        ipAddress(channel.localAddress()));
        var link = new TcpLink(socket, peer, place, workers);
        socket.closeHandler(
                _ -> {
                    place.leave();
                    link.gone();
                });
        link.start(protocol);
    }

    /// The address without a port, and an IPv6 one without the interface it is reached by.
    private static String ipAddress(java.net.SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return "";
        }
        String text = inet.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
