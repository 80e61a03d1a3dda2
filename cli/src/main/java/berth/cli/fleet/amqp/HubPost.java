package berth.cli.fleet.amqp;

import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;

import org.apache.qpid.proton.engine.Sender;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/// An application that sends cloud-to-device messages over one connection to a hub. For one thread.
///
/// Source: iot-hub-protocol, section 6.1.
public final class HubPost implements AutoCloseable {
    private final HubWire wire;
    private final Sender sender;

    private HubPost(HubWire wire, Sender sender) {
        this.wire = wire;
        this.sender = sender;
    }

    /// @param token of a shared access policy of the hub's
    /// @throws IOException also when the hub does not let the application in
    public static HubPost over(ByteStream stream, String host, String token, Duration timeout)
            throws IOException {
        var deadline = Deadline.in(timeout);
        var wire = new HubWire(stream, host);
        var answer = wire.authenticate(host, token, deadline);
        if (!(answer instanceof HubAnswer.Done)) {
            throw new IOException("no sending at %s: %s".formatted(host, answer));
        }
        var sender = wire.sender("/messages/devicebound", Map.of());
        var refused = wire.opened(sender, deadline);
        if (refused.isPresent()) {
            throw new IOException("no sending at %s: %s".formatted(host, refused.get()));
        }
        return new HubPost(wire, sender);
    }

    public HubAnswer send(String deviceId, String body, Duration timeout) throws IOException {
        var message = HubMessages.command(UUID.randomUUID().toString(), deviceId, body);
        return wire.send(sender, message, Deadline.in(timeout));
    }

    @Override
    public void close() {
        wire.close();
    }
}
