package berth.hub.live;

import berth.core.hub.message.TelemetryEntry;
import berth.core.id.HubHostName;

import java.util.List;

/// Where telemetry goes. Partitions are the intake's to know.
public interface TelemetryIntake {
    /// In which partition a device's messages are: always the same one.
    int partition(String deviceId);

    /// Takes all or nothing; durable when it returns.
    Taken take(HubHostName hub, List<TelemetryEntry> entries);

    sealed interface Taken {
        Taken STORED = new Stored();

        record Stored() implements Taken {}

        /// Not now: there is no room, or the store cannot say. The sender must keep what it has.
        record Busy(String reason) implements Taken {}
    }
}
