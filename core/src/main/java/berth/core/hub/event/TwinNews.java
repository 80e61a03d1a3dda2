package berth.core.hub.event;

import berth.core.hub.DeviceTwin;
import berth.core.hub.TwinSection;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a change made of a twin, as the body of an event: the parts that changed only. Source:
/// iot-hub-protocol, section 7.1.
public final class TwinNews {
    private TwinNews() {}

    /// The merge patch (RFC 7396) that makes `after` of `before`.
    public static JsonObject patch(JsonObject before, JsonObject after) {
        var members = new LinkedHashMap<String, JsonValue>();
        before.members()
                .forEach(
                        (name, _) -> {
                            if (!after.members().containsKey(name)) {
                                members.put(name, JsonNull.NULL);
                            }
                        });
        after.members()
                .forEach(
                        (name, value) -> {
                            var old = before.members().get(name);
                            if (old instanceof JsonObject was && value instanceof JsonObject is) {
                                if (!was.equals(is)) {
                                    members.put(name, patch(was, is));
                                }
                            } else if (!value.equals(old)) {
                                members.put(name, value);
                            }
                        });
        return new JsonObject(members);
    }

    /// The body of [HubEvent.Kind#TWIN_UPDATED].
    public static JsonObject updated(DeviceTwin before, DeviceTwin after) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("version", JsonNumber.of(after.version()));
        var tags = patch(before.tags(), after.tags());
        if (!tags.isEmpty()) {
            members.put("tags", tags);
        }
        var properties = new LinkedHashMap<String, JsonValue>();
        section("desired", before.desired(), after.desired(), properties);
        section("reported", before.reported(), after.reported(), properties);
        if (!properties.isEmpty()) {
            members.put("properties", new JsonObject(properties));
        }
        return new JsonObject(members);
    }

    /// The body of [HubEvent.Kind#TWIN_REPLACED].
    public static JsonObject replaced(DeviceTwin after) {
        var properties = new LinkedHashMap<String, JsonValue>();
        properties.put("desired", whole(after.desired()));
        properties.put("reported", whole(after.reported()));
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("version", JsonNumber.of(after.version()));
        members.put("tags", after.tags());
        members.put("properties", new JsonObject(properties));
        return new JsonObject(members);
    }

    private static void section(
            String name, TwinSection before, TwinSection after, Map<String, JsonValue> properties) {
        if (before.version() != after.version()) {
            var members = new LinkedHashMap<>(patch(before.data(), after.data()).members());
            members.put("$version", JsonNumber.of(after.version()));
            properties.put(name, new JsonObject(members));
        }
    }

    private static JsonObject whole(TwinSection section) {
        var members = new LinkedHashMap<>(section.data().members());
        members.put("$metadata", section.metadata());
        members.put("$version", JsonNumber.of(section.version()));
        return new JsonObject(members);
    }
}
