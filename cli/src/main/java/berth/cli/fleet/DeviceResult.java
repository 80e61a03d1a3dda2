package berth.cli.fleet;

import berth.cli.fleet.stream.Traffic;

import java.time.Duration;

/// How one simulated device fared.
public sealed interface DeviceResult {
    String registrationId();

    /// How often it had to send a request once more.
    int retries();

    /// What it sent and received, over all its connections.
    Traffic.Bytes bytes();

    /// @param elapsed from opening the connection to reading `assigned`
    record Assigned(
            String registrationId,
            String hub,
            String deviceId,
            Duration elapsed,
            int retries,
            Traffic.Bytes bytes)
            implements DeviceResult {}

    record Failed(
            String registrationId, Cause cause, String reason, int retries, Traffic.Bytes bytes)
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
