package berth.wire.json;

import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubDevice;
import berth.core.hub.TwinPatch;
import berth.core.hub.TwinSection;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;

/// A device twin as the service API of a hub spells it. Source: iot-hub-protocol, section 5.3.
public final class DeviceTwinJson {
    private DeviceTwinJson() {}

    /// The whole twin, with what it repeats of the identity.
    public static JsonObject write(HubDevice device) {
        DeviceIdentity identity = device.identity();
        DeviceTwin twin = device.twin();
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(identity.deviceId().value()));
        members.put("etag", new JsonString(twin.etag().value()));
        members.put("deviceEtag", new JsonString(identity.etag().value()));
        members.put("status", new JsonString(DeviceIdentityJson.status(identity)));
        members.put("statusReason", DeviceIdentityJson.textOrNull(identity.statusReason()));
        members.put("statusUpdateTime", new JsonString(DeviceIdentityJson.statusTime(identity)));
        members.put("connectionState", new JsonString("Disconnected"));
        members.put("lastActivityTime", new JsonString(DeviceIdentityJson.TIME_UNSET));
        members.put("cloudToDeviceMessageCount", JsonNumber.of(0));
        members.put(
                "authenticationType",
                new JsonString(DeviceAuthenticationJson.type(identity.authentication())));
        members.put(
                "x509Thumbprint", DeviceAuthenticationJson.thumbprints(identity.authentication()));
        members.put("modelId", new JsonString(""));
        members.put("version", JsonNumber.of(twin.version()));
        members.put("tags", twin.tags());
        members.put("properties", properties(twin));
        members.put("capabilities", DeviceIdentityJson.capabilities(identity));
        return new JsonObject(members);
    }

    private static JsonObject properties(DeviceTwin twin) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("desired", section(twin.desired()));
        members.put("reported", section(twin.reported()));
        return new JsonObject(members);
    }

    /// A section with its data, `$metadata` and `$version`.
    public static JsonObject section(TwinSection section) {
        var members = new LinkedHashMap<>(section.data().members());
        members.put("$metadata", section.metadata());
        members.put("$version", JsonNumber.of(section.version()));
        return new JsonObject(members);
    }

    /// Reads `tags` and `properties.desired` from a PATCH or PUT; everything else is ours to say.
    /// Nulls inside are deletions and stay; a section that is null is not mentioned.
    public static TwinPatch read(JsonObject body) throws BadDocument {
        var tags = JsonFields.optionalObject(body, "tags");
        var properties = JsonFields.optionalObject(body, "properties");
        if (properties.isEmpty()) {
            return new TwinPatch(tags.orElse(null), null);
        }
        try {
            var desired = JsonFields.optionalObject(properties.get(), "desired");
            return new TwinPatch(tags.orElse(null), desired.orElse(null));
        } catch (BadDocument e) {
            throw e.under("properties");
        }
    }
}
