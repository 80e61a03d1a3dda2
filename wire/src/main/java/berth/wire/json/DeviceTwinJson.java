package berth.wire.json;

import berth.core.hub.ClientActivity;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubDevice;
import berth.core.hub.HubModule;
import berth.core.hub.TwinPatch;
import berth.core.hub.TwinSection;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.Map;

/// A device twin as the service API of a hub spells it. Source: iot-hub-protocol, section 5.3.
public final class DeviceTwinJson {
    private DeviceTwinJson() {}

    /// The whole twin of a device that is nobody's gateway and was never connected.
    public static JsonObject write(HubDevice device) {
        return write(device, ClientActivity.NONE, false);
    }

    /// The whole twin, with what it repeats of the identity.
    ///
    /// @param gateway whether devices may be assigned to this one
    public static JsonObject write(HubDevice device, ClientActivity activity, boolean gateway) {
        DeviceIdentity identity = device.identity();
        DeviceTwin twin = device.twin();
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(identity.deviceId().value()));
        members.put("etag", new JsonString(twin.etag().value()));
        members.put("deviceEtag", new JsonString(identity.etag().value()));
        members.put("status", new JsonString(DeviceIdentityJson.status(identity)));
        members.put("statusReason", DeviceIdentityJson.textOrNull(identity.statusReason()));
        members.put("statusUpdateTime", new JsonString(DeviceIdentityJson.statusTime(identity)));
        putActivity(activity, members);
        putAuthentication(identity.authentication(), members);
        putTwin(twin, members);
        members.put("capabilities", DeviceIdentityJson.capabilities(identity));
        members.putAll(DeviceIdentityJson.scopes(identity, gateway));
        return new JsonObject(members);
    }

    /// The whole twin of a module. A module has no status of its own: it is enabled with its
    /// device.
    public static JsonObject write(HubModule module, ClientActivity activity) {
        var identity = module.identity();
        var members = new LinkedHashMap<String, JsonValue>();
        ModuleIdentityJson.putNames(identity.client(), members);
        members.put("etag", new JsonString(module.twin().etag().value()));
        members.put("deviceEtag", new JsonString(identity.etag().value()));
        members.put("status", new JsonString("enabled"));
        members.put("statusUpdateTime", new JsonString(DeviceIdentityJson.TIME_UNSET));
        putActivity(activity, members);
        putAuthentication(identity.authentication(), members);
        putTwin(module.twin(), members);
        return new JsonObject(members);
    }

    /// The twin with what is known of its client's doings.
    public static JsonObject with(JsonObject twin, ClientActivity activity) {
        var members = new LinkedHashMap<>(twin.members());
        putActivity(activity, members);
        return new JsonObject(members);
    }

    private static void putActivity(ClientActivity activity, Map<String, JsonValue> members) {
        members.put("connectionState", DeviceIdentityJson.connectionState(activity));
        members.put("lastActivityTime", DeviceIdentityJson.changedAt(activity));
        members.put("cloudToDeviceMessageCount", JsonNumber.of(activity.commands()));
    }

    private static void putAuthentication(
            DeviceAuthentication authentication, Map<String, JsonValue> members) {
        members.put(
                "authenticationType",
                new JsonString(DeviceAuthenticationJson.type(authentication)));
        members.put("x509Thumbprint", DeviceAuthenticationJson.thumbprints(authentication));
        members.put("modelId", new JsonString(""));
    }

    private static void putTwin(DeviceTwin twin, Map<String, JsonValue> members) {
        members.put("version", JsonNumber.of(twin.version()));
        members.put("tags", twin.tags());
        members.put("properties", properties(twin));
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
