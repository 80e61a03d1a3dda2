package berth.wire.json;

import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventSubscription.Target;
import berth.core.hub.event.HubEvent;
import berth.core.hub.event.SubscriptionStore.DeadEvent;
import berth.core.json.JsonArray;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.secret.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A subscription to a hub's events, a document of ours:
///
/// ```text
/// {"name":"assets","kinds":["created","deleted"],
///  "target":{"type":"webhook","url":"https://…","key":base64 of 16 to 64 bytes}}
/// "target":{"type":"kafka","topic":"hub-events"}
/// "target":{"type":"telemetryEndpoint"}
/// ```
///
/// A webhook's key is never written; where it is left out, the stored one stays.
public final class EventSubscriptionJson {
    private static final Set<String> MEMBERS = Set.of("name", "kinds", "target");
    private static final int URL_LENGTH_MAX = 2048;
    private static final int KEY_BYTES_MIN = 16;
    private static final int KEY_BYTES_MAX = 64;
    private static final String TOPIC = "[A-Za-z0-9._-]{1,249}";

    private EventSubscriptionJson() {}

    public static JsonObject write(EventSubscription subscription) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("name", new JsonString(subscription.name()));
        members.put(
                "kinds",
                new JsonArray(
                        EnumSet.copyOf(subscription.kinds()).stream()
                                .<JsonValue>map(kind -> new JsonString(kind.spelling()))
                                .toList()));
        members.put("target", target(subscription.target()));
        return new JsonObject(members);
    }

    /// The same with how far it has come.
    ///
    /// @param cursor the sequence of the last event it was told of
    /// @param last the sequence of the last event there was
    /// @param dead the newest events that were given up
    public static JsonObject write(
            EventSubscription subscription, long cursor, long last, List<DeadEvent> dead) {
        var members = new LinkedHashMap<>(write(subscription).members());
        members.put("cursor", JsonNumber.of(cursor));
        members.put("last", JsonNumber.of(last));
        members.put(
                "deadLetters",
                new JsonArray(
                        dead.stream().<JsonValue>map(EventSubscriptionJson::deadLetter).toList()));
        return new JsonObject(members);
    }

    private static JsonObject deadLetter(DeadEvent dead) {
        var event = dead.event();
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("sequence", JsonNumber.of(event.sequence()));
        members.put("client", new JsonString(event.client().text()));
        members.put("kind", new JsonString(event.kind().spelling()));
        members.put("at", new JsonString(Timestamps.trimmed(event.at())));
        members.put("reason", new JsonString(dead.reason()));
        return new JsonObject(members);
    }

    private static JsonObject target(Target target) {
        var members = new LinkedHashMap<String, JsonValue>();
        switch (target) {
            case Target.Webhook(var url, _) -> {
                members.put("type", new JsonString("webhook"));
                members.put("url", new JsonString(url.toString()));
            }
            case Target.Kafka(var topic) -> {
                members.put("type", new JsonString("kafka"));
                members.put("topic", new JsonString(topic));
            }
            case Target.TelemetryEndpoint _ ->
                    members.put("type", new JsonString("telemetryEndpoint"));
        }
        return new JsonObject(members);
    }

    /// Reads the body of a PUT.
    ///
    /// @param name from the path; the body may repeat it
    public static EventSubscription read(String name, JsonObject body) throws BadDocument {
        JsonFields.only(body, MEMBERS);
        var repeated = JsonFields.optionalText(body, "name");
        if (repeated.isPresent() && !repeated.get().equals(name)) {
            throw new BadDocument("name", "must be the name of the path");
        }
        var kinds = kinds(body);
        try {
            return new EventSubscription(
                    name, kinds, readTarget(JsonFields.requiredObject(body, "target")));
        } catch (BadDocument e) {
            throw e.under("target");
        } catch (IllegalArgumentException e) {
            throw new BadDocument("name", "is no name: " + e.getMessage());
        }
    }

    private static Set<HubEvent.Kind> kinds(JsonObject body) throws BadDocument {
        var kinds = EnumSet.noneOf(HubEvent.Kind.class);
        for (var text : JsonFields.optionalTexts(body, "kinds").orElse(List.of())) {
            var kind =
                    Stream.of(HubEvent.Kind.values())
                            .filter(one -> one.spelling().equals(text))
                            .findFirst();
            if (kind.isEmpty()) {
                throw new BadDocument("kinds", "must be among " + known());
            }
            kinds.add(kind.get());
        }
        if (kinds.isEmpty()) {
            throw new BadDocument("kinds", "must name at least one of " + known());
        }
        return kinds;
    }

    private static String known() {
        return Stream.of(HubEvent.Kind.values())
                .map(HubEvent.Kind::spelling)
                .collect(Collectors.joining(", "));
    }

    private static Target readTarget(JsonObject target) throws BadDocument {
        return switch (JsonFields.requiredText(target, "type").toLowerCase(Locale.ROOT)) {
            case "webhook" -> {
                JsonFields.only(target, Set.of("type", "url", "key"));
                yield new Target.Webhook(url(target), key(target));
            }
            case "kafka" -> {
                JsonFields.only(target, Set.of("type", "topic"));
                var topic = JsonFields.requiredText(target, "topic");
                if (!topic.matches(TOPIC) || topic.matches("[.]{1,2}")) {
                    throw new BadDocument(
                            "topic", "must be 1 to 249 letters, digits, dots, hyphens and _");
                }
                yield new Target.Kafka(topic);
            }
            case "telemetryendpoint" -> {
                JsonFields.only(target, Set.of("type"));
                yield new Target.TelemetryEndpoint();
            }
            default -> throw new BadDocument("type", "must be webhook, kafka or telemetryEndpoint");
        };
    }

    private static URI url(JsonObject target) throws BadDocument {
        var text = JsonFields.requiredText(target, "url");
        try {
            var url = new URI(text);
            if (text.length() <= URL_LENGTH_MAX
                    && "https".equalsIgnoreCase(url.getScheme())
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException _) {
            // The cause quotes the value; the sentence below says what is wanted.
        }
        throw new BadDocument(
                "url",
                "must be an https URL without user and fragment, of at most 2048 characters");
    }

    private static @Nullable Secret key(JsonObject target) throws BadDocument {
        var text = JsonFields.optionalText(target, "key").filter(one -> !one.isEmpty());
        if (text.isEmpty()) {
            return null;
        }
        try {
            var key = Secret.ofBase64(text.get());
            if (key.length() >= KEY_BYTES_MIN && key.length() <= KEY_BYTES_MAX) {
                return key;
            }
        } catch (IllegalArgumentException _) {
            // The cause may quote a character of the key; the sentence below says what is wanted.
        }
        throw new BadDocument("key", "must have 16 to 64 bytes in base64");
    }
}
