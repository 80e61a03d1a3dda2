package berth.wire.json;

import berth.core.hub.InitialTwin;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// An initial twin: `{"tags": {...}, "properties": {"desired": {...}}}`. Source: dps-service-api,
/// section 2.1.
public final class InitialTwinJson {
    /// What a twin collection of the SDKs carries beside its properties. Older command lines send
    /// these as null, and they must not become properties. Source: dps-service-api, section 2.2.
    private static final Set<String> COLLECTION_MEMBERS = Set.of("metadata", "count", "version");

    private InitialTwinJson() {}

    public static InitialTwin read(JsonObject twin) throws BadDocument {
        var tags = JsonFields.optionalObject(twin, "tags").orElse(JsonObject.EMPTY);
        var properties = JsonFields.optionalObject(twin, "properties").orElse(JsonObject.EMPTY);
        try {
            var desired = JsonFields.optionalObject(properties, "desired").orElse(JsonObject.EMPTY);
            return new InitialTwin(collection(tags), collection(desired));
        } catch (BadDocument e) {
            throw e.under("properties");
        }
    }

    public static JsonObject write(InitialTwin twin) {
        var properties = new JsonObject(Map.of("desired", twin.desired()));
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("tags", twin.tags());
        members.put("properties", properties);
        return new JsonObject(members);
    }

    /// The properties of a twin collection, without the members that are null and none.
    static JsonObject collection(JsonObject sent) {
        var properties = new LinkedHashMap<>(sent.members());
        properties
                .entrySet()
                .removeIf(
                        member ->
                                member.getValue() == JsonNull.NULL
                                        && COLLECTION_MEMBERS.contains(member.getKey()));
        return new JsonObject(properties);
    }
}
