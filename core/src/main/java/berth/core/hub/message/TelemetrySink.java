package berth.core.hub.message;

import berth.core.id.HubHostName;

import java.util.List;

/// Somewhere else that telemetry goes, at least once.
public interface TelemetrySink extends AutoCloseable {
    /// Sends all of `records`, those of one device in this order. Blocks until all of them are
    /// there or it is known that not all are.
    Sent send(HubHostName hub, List<TelemetryRecord> records);

    @Override
    void close();

    sealed interface Sent {
        /// All are there, durably.
        record All() implements Sent {}

        /// Not all may be there; the same records may be sent again.
        ///
        /// @param reason for operators; holds no secrets
        record Failed(String reason) implements Sent {}

        /// One record will never be taken, however often it is sent.
        ///
        /// @param sequence which; none of the others is known to be there
        record Poisoned(long sequence, String reason) implements Sent {}
    }
}
