package berth.wire.json;

import berth.core.hub.ClientActivity;
import berth.core.hub.HubClient;
import berth.core.hub.ModuleDraft;
import berth.core.hub.ModuleIdentity;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.Map;

/// A module's identity as the registry API of a hub spells it. Source: iot-hub-protocol, section
/// 5.2.
public final class ModuleIdentityJson {
    private ModuleIdentityJson() {}

    /// All members, keys included.
    public static JsonObject write(ModuleIdentity identity, ClientActivity activity) {
        var members = new LinkedHashMap<String, JsonValue>();
        putNames(identity.client(), members);
        members.put("managedBy", DeviceIdentityJson.textOrNull(identity.managedBy()));
        members.put("generationId", new JsonString(identity.generationId()));
        members.put("etag", new JsonString(identity.etag().value()));
        members.put("connectionState", DeviceIdentityJson.connectionState(activity));
        members.put("connectionStateUpdatedTime", DeviceIdentityJson.changedAt(activity));
        members.put("lastActivityTime", DeviceIdentityJson.changedAt(activity));
        members.put("cloudToDeviceMessageCount", JsonNumber.of(activity.commands()));
        members.put("authentication", DeviceAuthenticationJson.write(identity.authentication()));
        return new JsonObject(members);
    }

    static void putNames(HubClient client, Map<String, JsonValue> members) {
        members.put("deviceId", new JsonString(client.deviceId().value()));
        var module = client.moduleId();
        if (module != null) {
            members.put("moduleId", new JsonString(module.value()));
        }
    }

    /// Reads the body of a PUT.
    ///
    /// @param client the module of the path; the body may repeat its names
    public static ModuleDraft read(HubClient client, JsonObject body) throws BadDocument {
        var repeated = new LinkedHashMap<String, JsonValue>();
        putNames(client, repeated);
        for (var name : repeated.entrySet()) {
            var said = body.member(name.getKey());
            if (said.isPresent() && !said.get().equals(name.getValue())) {
                throw new BadDocument(name.getKey(), "must be the one of the path");
            }
        }
        return draft(client, body);
    }

    /// Reads the writable members; the names are found elsewhere.
    public static ModuleDraft draft(HubClient client, JsonObject body) throws BadDocument {
        var managedBy = JsonFields.optionalText(body, "managedBy").filter(text -> !text.isEmpty());
        if (managedBy.isPresent() && managedBy.get().length() > ModuleDraft.MANAGED_BY_LENGTH_MAX) {
            throw new BadDocument(
                    "managedBy",
                    "must have at most %d characters".formatted(ModuleDraft.MANAGED_BY_LENGTH_MAX));
        }
        return new ModuleDraft(client, managedBy.orElse(null), DeviceAuthenticationJson.read(body));
    }
}
