package berth.core.hub.message;

import berth.core.hub.HubClient;

import java.time.Instant;

/// Telemetry in the log.
///
/// @param sequence grows within a hub, with gaps; the order within a partition, and so of a device
/// @param enqueuedAt by the store's clock; never before that of a smaller sequence of the partition
public record TelemetryRecord(
        long sequence,
        int partition,
        HubClient client,
        Instant enqueuedAt,
        DeviceMessage message) {}
