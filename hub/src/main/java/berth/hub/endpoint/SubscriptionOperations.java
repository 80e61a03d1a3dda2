package berth.hub.endpoint;

import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.hub.HubError;
import berth.core.hub.event.EventOutbox;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventSubscription.Target;
import berth.core.hub.event.SubscriptionStore;
import berth.core.json.JsonArray;
import berth.core.json.JsonValue;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.EventSubscriptionJson;
import berth.wire.json.MalformedJson;

import java.util.Optional;

/// The operations on event subscriptions, which are ours.
record SubscriptionOperations(Asked asked, SubscriptionStore store, EventOutbox outbox) {
    static final int SUBSCRIPTIONS_MAX = 50;
    private static final int DEAD_SHOWN = 20;

    private sealed interface Outcome {
        record Done(EventSubscription subscription) implements Outcome {}

        record Refused(HubError error, String message) implements Outcome {}
    }

    HttpReply list() {
        return asked.replies()
                .ok(
                        new JsonArray(
                                store.subscriptions(asked.hub().hostName()).stream()
                                        .<JsonValue>map(EventSubscriptionJson::write)
                                        .toList()));
    }

    /// With how far it has come, and what was given up.
    HttpReply get(String name) {
        var hub = asked.hub().hostName();
        var found =
                store.subscriptions(hub).stream().filter(one -> one.name().equals(name)).findAny();
        if (found.isEmpty()) {
            return missing();
        }
        return asked.replies()
                .ok(
                        EventSubscriptionJson.write(
                                found.get(),
                                store.cursor(hub, name).orElse(EventOutbox.BEGINNING),
                                outbox.last(hub),
                                store.deadLetters(hub, name, DEAD_SHOWN)));
    }

    HttpReply put(String name) {
        try {
            var subscription = EventSubscriptionJson.read(name, Bodies.object(asked.request()));
            // Two at once may exceed the limit by one; it is there to bound, not to count.
            boolean full = store.subscriptions(asked.hub().hostName()).size() >= SUBSCRIPTIONS_MAX;
            Outcome outcome =
                    store.changeSubscription(
                            asked.hub().hostName(),
                            name,
                            stored -> written(subscription, full, stored));
            return switch (outcome) {
                case Outcome.Done(var done) ->
                        asked.replies().ok(EventSubscriptionJson.write(done));
                case Outcome.Refused(var error, var message) ->
                        asked.replies().error(error, message);
            };
        } catch (MalformedJson e) {
            return asked.replies().error(e);
        } catch (BadDocument e) {
            return asked.replies().error(e);
        }
    }

    private Change<EventSubscription, Outcome> written(
            EventSubscription subscription, boolean full, Optional<EventSubscription> stored) {
        if (full && stored.isEmpty()) {
            return refused(
                    HubError.INVALID_OPERATION,
                    "A hub has at most %d event subscriptions".formatted(SUBSCRIPTIONS_MAX));
        }
        if (subscription.target() instanceof Target.Webhook(_, var key)
                && key == null
                && !(stored.map(EventSubscription::target).orElse(null)
                        instanceof Target.Webhook)) {
            return refused(HubError.ARGUMENT_INVALID, "target.key is required");
        }
        return new Change.Put<>(
                subscription,
                new Outcome.Done(subscription),
                event(
                        stored.isEmpty() ? "subscription.created" : "subscription.changed",
                        subscription.name()));
    }

    HttpReply delete(String name) {
        Outcome outcome =
                store.changeSubscription(
                        asked.hub().hostName(),
                        name,
                        stored ->
                                stored.<Change<EventSubscription, Outcome>>map(
                                                old ->
                                                        new Change.Remove<>(
                                                                new Outcome.Done(old),
                                                                event(
                                                                        "subscription.deleted",
                                                                        name)))
                                        .orElseGet(
                                                () ->
                                                        refused(
                                                                HubError.SUBSCRIPTION_NOT_FOUND,
                                                                "No event subscription of this"
                                                                        + " name")));
        return switch (outcome) {
            case Outcome.Done _ -> asked.replies().noContent();
            case Outcome.Refused(var error, var message) -> asked.replies().error(error, message);
        };
    }

    private static Change<EventSubscription, Outcome> refused(HubError error, String message) {
        return new Change.Leave<>(new Outcome.Refused(error, message));
    }

    private AuditEvent event(String action, String name) {
        return asked.caller()
                .event(asked.clock().instant(), asked.hub().hostName().value(), action, name, "ok");
    }

    private HttpReply missing() {
        return asked.replies()
                .error(HubError.SUBSCRIPTION_NOT_FOUND, "No event subscription of this name");
    }
}
