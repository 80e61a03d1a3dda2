package berth.hub.live;

import berth.core.hub.DeviceTwin;
import berth.core.hub.role.Role;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;

/// Twins as devices see them. Source: iot-hub-protocol, section 2.7.
final class TwinView {
    private TwinView() {}

    static JsonObject of(DeviceTwin twin, Role role) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(
                "desired",
                versioned(role.visible(twin.desired().data()), twin.desired().version()));
        members.put("reported", versioned(twin.reported().data(), twin.reported().version()));
        return new JsonObject(members);
    }

    static JsonObject versioned(JsonObject section, long version) {
        var members = new LinkedHashMap<>(section.members());
        members.put("$version", JsonNumber.of(version));
        return new JsonObject(members);
    }
}
