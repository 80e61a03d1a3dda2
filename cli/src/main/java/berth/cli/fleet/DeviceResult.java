package berth.cli.fleet;

import java.time.Duration;

/// How one simulated device fared.
public sealed interface DeviceResult {
    String registrationId();

    /// @param elapsed from opening the connection to reading `assigned`
    record Assigned(String registrationId, String hub, String deviceId, Duration elapsed)
            implements DeviceResult {}

    record Failed(String registrationId, String reason) implements DeviceResult {}
}
