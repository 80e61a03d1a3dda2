package berth.net.mqtt;

import berth.net.link.ByteLink;
import berth.net.link.LinkProtocol;
import berth.net.link.LinkSession;

import java.util.function.LongSupplier;

/// MQTT 3.1.1 on byte links, whether they are TCP or WebSockets.
public final class MqttProtocol implements LinkProtocol {
    private final MqttEndpoint endpoint;
    private final MqttLimits limits;
    private final LongSupplier nanos;

    /// Readies the protocol for many connections.
    ///
    /// @param nanos a clock that never goes back, as [System#nanoTime]
    public MqttProtocol(MqttEndpoint endpoint, MqttLimits limits, LongSupplier nanos) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.nanos = nanos;
    }

    @Override
    public LinkSession open(ByteLink link) {
        var session = new MqttSession(link, endpoint, limits, nanos);
        session.start();
        return session;
    }
}
