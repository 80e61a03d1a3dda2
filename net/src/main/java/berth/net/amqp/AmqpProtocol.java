package berth.net.amqp;

import berth.net.link.ByteLink;
import berth.net.link.LinkProtocol;
import berth.net.link.LinkSession;

import java.util.function.LongSupplier;

/// AMQP 1.0 over TCP with TLS, or over WebSockets of the sub-protocol `AMQPWSB10`.
public final class AmqpProtocol implements LinkProtocol {
    /// The sub-protocol's name. Source: dps-device-protocol, section 3.7.
    public static final String WEB_SOCKET_NAME = "AMQPWSB10";

    private final AmqpEndpoint endpoint;
    private final AmqpLimits limits;
    private final String containerId;
    private final LongSupplier nanos;

    /// Readies the protocol for many connections.
    ///
    /// @param containerId what we call ourselves
    /// @param nanos a clock that never goes back, as [System#nanoTime]
    public AmqpProtocol(
            AmqpEndpoint endpoint, AmqpLimits limits, String containerId, LongSupplier nanos) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.containerId = containerId;
        this.nanos = nanos;
    }

    @Override
    public LinkSession open(ByteLink link) {
        var session = new AmqpSession(link, endpoint, limits, containerId, nanos);
        session.start();
        return session;
    }
}
