package berth.cli.fleet.hub;

import java.io.IOException;

/// An application at the service side of hubs. Used by many threads; calls block.
public interface HubCommands {
    /// Calls a direct method and waits for the device's response, which is the body of the answer.
    HubAnswer invoke(String hub, String deviceId, String method, String payload) throws IOException;

    /// Sends a cloud-to-device message.
    HubAnswer send(String hub, String deviceId, String body) throws IOException;
}
