package berth.cli.fleet.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// One connection of one device to its hub, over whatever transport. Each request is answered
/// before the next; what the hub sends meanwhile is kept for [#next]. For one thread.
///
/// Where a method has a `deviceId`, that is the connection's own device, or a child of it.
///
/// Every method throws [IOException] when the connection broke, and
/// [java.net.SocketTimeoutException] when no answer came in time.
public interface HubChannel extends AutoCloseable {
    /// Sends one message and waits until the hub has it.
    HubAnswer telemetry(String deviceId, String body, Duration timeout) throws IOException;

    /// Reads the twin.
    HubAnswer twin(String deviceId, Duration timeout) throws IOException;

    /// Merges reported properties.
    ///
    /// @param patch JSON
    HubAnswer report(String deviceId, String patch, Duration timeout) throws IOException;

    /// Listens from now on.
    HubAnswer listen(String deviceId, HubFeature feature, Duration timeout) throws IOException;

    /// What the hub has sent, or sends in time.
    Optional<HubPush> next(Duration timeout) throws IOException;

    /// @param payload JSON, or empty
    HubAnswer respond(HubPush.Method call, int status, String payload, Duration timeout)
            throws IOException;

    HubAnswer settle(HubPush.Command command, Settlement settlement, Duration timeout)
            throws IOException;

    /// Takes leave.
    @Override
    void close();
}
