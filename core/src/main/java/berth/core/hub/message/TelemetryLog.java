package berth.core.hub.message;

import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The durable log of what devices send. Calls block; what a call wrote is durable when it returns.
/// Bounded: what is too old or too much is forgotten by [#trim], but never what a consumer that is
/// waited for has not had.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface TelemetryLog {
    /// The sequence before the first record.
    long BEGINNING = 0;

    /// Appends all or nothing, in this order. Readers see the records of one hub in the order of
    /// their sequences without ever being shown a smaller one later.
    void append(HubHostName hub, List<TelemetryEntry> entries);

    /// The records after `after`, in the order of sequences.
    ///
    /// @param partition null for all of them
    /// @param limit 1 to 1000 records
    /// @param bytesMax of bodies together; one record comes at least
    List<TelemetryRecord> read(
            HubHostName hub, @Nullable Integer partition, long after, int limit, long bytesMax);

    /// The last sequence before the first record that came at `from` or later; the end of the
    /// partition if there is none.
    long before(HubHostName hub, int partition, Instant from);

    /// What is there of a partition, for consumers that ask. Empty if there was never anything.
    Optional<Span> span(HubHostName hub, int partition);

    /// What a hub's log takes now.
    Size size(HubHostName hub);

    /// Forgets the oldest records as `retention` wants.
    ///
    /// @param limit records at most, in this call
    /// @return how many are gone
    int trim(HubHostName hub, Retention retention, int limit);

    /// How far a consumer has come, [#BEGINNING] at first. Consumers are created by moving.
    long cursor(HubHostName hub, String consumer);

    /// All consumers of a hub.
    Map<String, Long> cursors(HubHostName hub);

    /// A consumer has had everything up to `sequence`. Never goes back.
    void moveCursor(HubHostName hub, String consumer, long sequence);

    /// Nobody waits for this consumer any more.
    void forgetCursor(HubHostName hub, String consumer);

    /// @param first the first record there is
    /// @param last the last record there was
    record Span(long first, long last, Instant lastEnqueuedAt) {}

    /// @param bytes of bodies and properties
    record Size(long records, long bytes) {}

    /// @param age older records may go
    /// @param bytes the oldest records beyond this size may go
    /// @param keepAfter no record after this sequence may go, because somebody waits for it; null
    ///   if nobody does
    record Retention(Duration age, long bytes, @Nullable Long keepAfter) {}
}
