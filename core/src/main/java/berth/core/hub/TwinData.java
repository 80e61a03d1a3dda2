package berth.core.hub;

import berth.core.json.JsonObject;

import java.util.LinkedHashMap;
import java.util.List;

/// What moves with a device from one hub to another: what was written to its twin, without the
/// hub's own words about it and without the provisioning service's mark. Source: dps-service-api,
/// section 9.1.
public record TwinData(JsonObject tags, JsonObject desired, JsonObject reported) {
    public static TwinData of(DeviceTwin twin) {
        return new TwinData(
                without(twin.tags(), List.of("$metadata", "$version", HubMarker.TWIN_TAG)),
                written(twin.desired()),
                written(twin.reported()));
    }

    /// The part that an order writes in every hub.
    public InitialTwin initial() {
        return new InitialTwin(tags, desired);
    }

    private static JsonObject written(TwinSection section) {
        return without(section.data(), List.of("$metadata", "$version"));
    }

    private static JsonObject without(JsonObject section, List<String> names) {
        var members = new LinkedHashMap<>(section.members());
        members.keySet().removeAll(names);
        return new JsonObject(members);
    }
}
