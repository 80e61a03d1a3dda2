package berth.core.hub.event;

import berth.core.id.HubHostName;

import java.time.Duration;
import java.util.List;

/// Events on their way out, in the order they happened. Written by the stores, each event in the
/// transaction of what it tells. Calls block; what a call wrote is durable when it returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface EventOutbox {
    /// The sequence before the first event.
    long BEGINNING = 0;

    /// The events after `after` in the order of sequences. Readers never see a smaller sequence
    /// later.
    ///
    /// @param limit 1 to 1000
    List<HubEvent> read(HubHostName hub, long after, int limit);

    /// The sequence of the last event there was.
    long last(HubHostName hub);

    /// Forgets events older than `age` that no subscription waits for, at most `limit`.
    int forget(HubHostName hub, Duration age, int limit);
}
