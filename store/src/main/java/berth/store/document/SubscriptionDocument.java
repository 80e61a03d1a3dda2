package berth.store.document;

import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventSubscription.Target;
import berth.core.hub.event.HubEvent;
import berth.core.json.JsonObject;
import berth.core.secret.Secret;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;

/// A subscription to events; the key of a webhook is a document of its own, to be sealed.
public final class SubscriptionDocument {
    private SubscriptionDocument() {}

    public static JsonObject of(EventSubscription subscription) {
        var members =
                new Members()
                        .put(
                                "kinds",
                                subscription.kinds().stream().map(Enum::name).sorted().toList());
        return switch (subscription.target()) {
            case Target.Webhook(var url, _) ->
                    members.put("type", "webhook").put("url", url.toString()).object();
            case Target.Kafka(var topic) ->
                    members.put("type", "kafka").put("topic", topic).object();
            case Target.TelemetryEndpoint() -> members.put("type", "telemetry").object();
        };
    }

    /// Empty where there is nothing to seal.
    public static JsonObject secrets(EventSubscription subscription) {
        return subscription.target() instanceof Target.Webhook(_, var key) && key != null
                ? new Members().put("key", key.revealBase64()).object()
                : JsonObject.EMPTY;
    }

    public static EventSubscription subscription(
            String name, JsonObject document, JsonObject secrets) throws BadDocument {
        var kinds = EnumSet.noneOf(HubEvent.Kind.class);
        for (var kind : JsonFields.optionalTexts(document, "kinds").orElse(List.of())) {
            kinds.add(Members.constant(HubEvent.Kind.class, kind));
        }
        return new EventSubscription(name, kinds, target(document, secrets));
    }

    private static Target target(JsonObject document, JsonObject secrets) throws BadDocument {
        var type = JsonFields.requiredText(document, "type");
        return switch (type) {
            case "webhook" ->
                    new Target.Webhook(
                            URI.create(JsonFields.requiredText(document, "url")),
                            Secret.ofBase64(JsonFields.requiredText(secrets, "key")));
            case "kafka" -> new Target.Kafka(JsonFields.requiredText(document, "topic"));
            case "telemetry" -> new Target.TelemetryEndpoint();
            default -> throw new BadDocument("type", "is unknown: " + type);
        };
    }
}
