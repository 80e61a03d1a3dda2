package berth.hub.telemetry;

import java.time.Duration;

/// How telemetry is kept.
///
/// @param partitions in which consumers read side by side; to change it mixes the order of devices
///   once
/// @param age records are kept for so long
/// @param bytesMax of a hub's log; the oldest records beyond it go
///
///   Source: iot-hub-protocol, section 6.3: 1 to 7 days.
public record TelemetrySettings(int partitions, Duration age, long bytesMax) {
    public static final TelemetrySettings DEFAULTS =
            new TelemetrySettings(4, Duration.ofDays(1), 1L << 30);

    public TelemetrySettings {
        if (partitions < 1 || partitions > 32) {
            throw new IllegalArgumentException("1 to 32 partitions");
        }
        if (bytesMax < 1 || !age.isPositive()) {
            throw new IllegalArgumentException("telemetry must be kept for a while");
        }
    }
}
