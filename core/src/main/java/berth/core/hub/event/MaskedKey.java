package berth.core.hub.event;

import berth.core.change.Change;
import berth.core.hub.event.EventSubscription.Target;

import java.util.Optional;

/// A webhook that comes back without its key, as it is shown, keeps the one it has. For every
/// store.
public final class MaskedKey {
    private MaskedKey() {}

    /// @param name which subscription the change is about
    /// @return the change, with the stored key where it leaves one out
    /// @throws IllegalArgumentException when there is no key, or it is about another subscription
    public static <A> Change<EventSubscription, A> kept(
            String name, Optional<EventSubscription> before, Change<EventSubscription, A> change) {
        return switch (change) {
            case Change.Put<EventSubscription, A>(var row, var answer, var event) ->
                    new Change.Put<>(kept(name, before, row), answer, event);
            case Change.Update<EventSubscription, A>(var row, var answer) ->
                    new Change.Update<>(kept(name, before, row), answer);
            case Change.Remove<EventSubscription, A> _, Change.Leave<EventSubscription, A> _ ->
                    change;
        };
    }

    private static EventSubscription kept(
            String name, Optional<EventSubscription> before, EventSubscription row) {
        if (!row.name().equals(name)) {
            throw new IllegalArgumentException("that is another subscription: " + row.name());
        }
        if (!(row.target() instanceof Target.Webhook(var url, var key)) || key != null) {
            return row;
        }
        if (before.map(EventSubscription::target).orElse(null)
                        instanceof Target.Webhook(_, var stored)
                && stored != null) {
            return new EventSubscription(row.name(), row.kinds(), new Target.Webhook(url, stored));
        }
        throw new IllegalArgumentException("a webhook needs a key");
    }
}
