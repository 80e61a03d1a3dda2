package berth.testkit.history;

import berth.core.hub.HubMarker;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;

/// A write to an identity that took effect in a hub.
///
/// @param request the request's own ID
/// @param marker the text of the marker on the identity after the write, or null
/// @param enabled whether the identity is, after the write
/// @param authentication a digest of the credentials after the write, or null if it is gone
/// @param late whether the writer had been told nothing long before
public record Applied(
        Effect effect,
        String request,
        @Nullable String marker,
        boolean enabled,
        @Nullable String authentication,
        boolean late) {

    /// What became of the identity.
    public enum Effect {
        CREATED,
        UPDATED,
        REMOVED
    }

    Optional<HubMarker> writer() {
        return Optional.ofNullable(marker).flatMap(HubMarker::parse);
    }

    public JsonObject json() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("effect", new JsonString(effect.name().toLowerCase(Locale.ROOT)));
        members.put("request", new JsonString(request));
        if (marker != null) {
            members.put("marker", new JsonString(marker));
        }
        members.put("enabled", JsonBoolean.of(enabled));
        if (authentication != null) {
            members.put("authentication", new JsonString(authentication));
        }
        members.put("late", JsonBoolean.of(late));
        return new JsonObject(members);
    }

    static Applied of(JsonObject value) throws BadDocument {
        return new Applied(
                HistoryJson.required(Effect.class, value, "effect"),
                JsonFields.requiredText(value, "request"),
                JsonFields.optionalText(value, "marker").orElse(null),
                JsonFields.requiredBool(value, "enabled"),
                JsonFields.optionalText(value, "authentication").orElse(null),
                JsonFields.requiredBool(value, "late"));
    }
}
