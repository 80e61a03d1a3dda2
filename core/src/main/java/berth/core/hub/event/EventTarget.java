package berth.core.hub.event;

import java.time.Duration;
import java.util.List;

/// Somewhere events go, at least once. Used by many threads; a call blocks for a bounded time and
/// says by its answer, not by an exception, what became of it.
public interface EventTarget {
    /// How many events one call may carry. Where it is 1, calls for different devices run beside
    /// each other; where it is more, a subscription's calls follow each other.
    int batchMax();

    /// Hands over `events`, those of one device in this order.
    ///
    /// @param subscription whose target is of this kind
    /// @param events at least one, of one hub
    Told tell(EventSubscription subscription, List<HubEvent> events);

    sealed interface Told {
        /// All are there.
        record Taken() implements Told {}

        /// Not all may be there; the same events are to be told again.
        ///
        /// @param notBefore how long the target wants to be left alone; zero if it did not say
        /// @param reason for operators; holds no secrets
        record Again(Duration notBefore, String reason) implements Told {
            public static Again soon(String reason) {
                return new Again(Duration.ZERO, reason);
            }
        }

        /// One event will never be taken, however often it is told.
        ///
        /// @param sequence which; none of the others is known to be there
        /// @param reason for operators; holds no secrets
        record Never(long sequence, String reason) implements Told {}
    }
}
