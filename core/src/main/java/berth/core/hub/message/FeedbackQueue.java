package berth.core.hub.message;

import berth.core.id.HubHostName;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The feedback of a hub on its way to whoever asks for it. Calls block; what a call wrote is
/// durable when it returns. Source: iot-hub-protocol, section 6.2.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface FeedbackQueue {
    /// Locks the oldest records that are not locked. Empty if there are none.
    ///
    /// @param limit 1 to 64 records
    Optional<Batch> lock(HubHostName hub, int limit, Duration lockTime);

    /// @return false if the lock is not there (any more)
    boolean complete(HubHostName hub, UUID lock);

    /// Its records come again, at once.
    ///
    /// @return false if the lock is not there (any more)
    boolean abandon(HubHostName hub, UUID lock);

    /// Forgets records older than `age`, at most `limit`, of any hub.
    int forget(Duration age, int limit);

    /// @param enqueuedAt of the oldest
    record Batch(UUID lock, List<Feedback> records, Instant enqueuedAt) {
        public Batch {
            records = List.copyOf(records);
        }
    }
}
