package berth.core.hub.event;

import berth.core.change.Change;
import berth.core.id.HubHostName;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps subscriptions and how far each has come. Calls block; what a call wrote is durable when it
/// returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface SubscriptionStore {
    /// In the order of their names.
    List<EventSubscription> subscriptions(HubHostName hub);

    /// Shows the stored subscription to `decision` and carries out what it wants. One that is new
    /// begins with the next event.
    <A> A changeSubscription(
            HubHostName hub,
            String name,
            Function<Optional<EventSubscription>, Change<EventSubscription, A>> decision);

    /// How far a subscription has come: it was told of everything up to this sequence. Empty if
    /// there is no such subscription.
    Optional<Long> cursor(HubHostName hub, String name);

    /// Never goes back; does nothing without the subscription.
    void moveCursor(HubHostName hub, String name, long sequence);

    /// An event is given up for a subscription and kept for operators, at most `keptMax` of them,
    /// the newest.
    void deadLetter(HubHostName hub, String name, HubEvent event, String reason, int keptMax);

    /// The newest events given up, at most `limit`.
    List<DeadEvent> deadLetters(HubHostName hub, String name, int limit);

    record DeadEvent(HubEvent event, String reason) {}
}
