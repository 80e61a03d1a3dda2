package berth.core.hub.message;

import berth.core.hub.HubClient;

/// Telemetry on its way into the log.
///
/// @param message stamped already: the system properties say whose it is and what it is
///   ([SystemProperty#DEVICE_ID], [SystemProperty#MESSAGE_SOURCE] and so on)
public record TelemetryEntry(HubClient client, int partition, DeviceMessage message) {
    public TelemetryEntry {
        if (partition < 0) {
            throw new IllegalArgumentException("a partition is 0 or more");
        }
    }
}
