package berth.net.http;

import berth.net.link.LinkProtocol;
import berth.net.link.LinkSession;
import berth.net.link.ServerLink;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// HTTP/1.1 on one port of a house, and the protocols that are spoken over its WebSockets.
public final class HttpProtocol {
    private final HttpEndpoint endpoint;
    private final HttpLimits limits;
    private final Map<String, LinkProtocol> webSocketProtocols;
    private final ReplyWriter replies;
    private final Semaphore inFlight;
    private final LongSupplier nanos;

    /// Readies the protocol for many connections.
    ///
    /// @param webSocketProtocols by sub-protocol name, whose case does not matter
    /// @param nanos a clock that never goes back, as [System#nanoTime]
    public HttpProtocol(
            HttpEndpoint endpoint,
            HttpLimits limits,
            Map<String, LinkProtocol> webSocketProtocols,
            InstantSource clock,
            LongSupplier nanos) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.webSocketProtocols =
                webSocketProtocols.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                                        Map.Entry::getValue));
        this.replies = new ReplyWriter(clock);
        this.inFlight = new Semaphore(limits.requestsInFlightMax());
        this.nanos = nanos;
    }

    /// Serves one connection.
    public LinkSession open(ServerLink link) {
        var session =
                new HttpSession(
                        link, endpoint, limits, webSocketProtocols, replies, inFlight, nanos);
        session.start();
        return session;
    }
}
