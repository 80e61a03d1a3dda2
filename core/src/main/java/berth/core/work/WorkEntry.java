package berth.core.work;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/// A work item as it stands in the queue.
///
/// @param attempt tries so far, throttling not counted
/// @param epoch grows with each claim and each time the need arises anew; every write names it
/// @param reason what the latest try came to, for operators; empty before the first
/// @param finishedAt when it was done or given up
public record WorkEntry(
        WorkItem item,
        State state,
        int attempt,
        long epoch,
        String reason,
        Instant createdAt,
        @Nullable Instant finishedAt) {
    /// Where an item stands.
    public enum State {
        OPEN,
        DONE,
        /// Given up: the dead-letter queue. Only an operator's replay or discard takes it out.
        DEAD
    }

    public Optional<Instant> finished() {
        return Optional.ofNullable(finishedAt);
    }
}
