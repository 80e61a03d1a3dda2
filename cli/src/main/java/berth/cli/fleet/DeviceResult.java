package berth.cli.fleet;

import java.time.Duration;

/// How one simulated device fared.
public sealed interface DeviceResult {
    String registrationId();

    /// How often it had to send a request once more.
    int retries();

    /// @param elapsed from opening the connection to reading `assigned`
    record Assigned(
            String registrationId, String hub, String deviceId, Duration elapsed, int retries)
            implements DeviceResult {}

    record Failed(String registrationId, Cause cause, String reason, int retries)
            implements DeviceResult {}

    /// What kind of failure it was.
    enum Cause {
        /// The service said no, or something that is no answer of a provisioning service.
        REFUSED,
        /// The device's time was up before it had a final answer.
        OUT_OF_TIME,
        /// It never began, because the service had stopped answering others.
        NOT_TRIED
    }
}
