package berth.wire.json;

import berth.core.hub.ClientActivity;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceIdentity;
import berth.core.id.DeviceId;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A device identity as the registry API of a hub spells it. Source: iot-hub-protocol, section 5.2.
public final class DeviceIdentityJson {
    /// A time that has not come yet.
    static final String TIME_UNSET = "0001-01-01T00:00:00";

    /// More than any device ID and generation make.
    private static final int SCOPE_LENGTH_MAX = 256;

    private DeviceIdentityJson() {}

    /// All members, keys included, of a device that is nobody's gateway and was never connected.
    public static JsonObject write(DeviceIdentity identity) {
        return write(identity, ClientActivity.NONE, false);
    }

    /// All members, keys included.
    ///
    /// @param gateway whether devices may be assigned to this one
    public static JsonObject write(
            DeviceIdentity identity, ClientActivity activity, boolean gateway) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(identity.deviceId().value()));
        members.put("generationId", new JsonString(identity.generationId()));
        members.put("etag", new JsonString(identity.etag().value()));
        members.put("connectionState", connectionState(activity));
        members.put("status", new JsonString(status(identity)));
        members.put("statusReason", textOrNull(identity.statusReason()));
        members.put("connectionStateUpdatedTime", changedAt(activity));
        members.put("statusUpdatedTime", new JsonString(statusTime(identity)));
        members.put("lastActivityTime", changedAt(activity));
        members.put("cloudToDeviceMessageCount", JsonNumber.of(activity.commands()));
        members.put("authentication", DeviceAuthenticationJson.write(identity.authentication()));
        members.put("capabilities", capabilities(identity));
        members.putAll(scopes(identity, gateway));
        return new JsonObject(members);
    }

    static JsonString connectionState(ClientActivity activity) {
        return new JsonString(activity.connected() ? "Connected" : "Disconnected");
    }

    /// Also the last activity, as far as it is known.
    static JsonString changedAt(ClientActivity activity) {
        var at = activity.changedAt();
        return new JsonString(at == null ? TIME_UNSET : Timestamps.trimmed(at));
    }

    /// A gateway shows its own scope, which its children name, and its parent beside; any other
    /// device the scope of its gateway, if it has one.
    static Map<String, JsonValue> scopes(DeviceIdentity identity, boolean gateway) {
        var members = new LinkedHashMap<String, JsonValue>();
        var parent = identity.deviceScope();
        boolean owner = gateway || identity.iotEdge();
        if (owner || parent != null) {
            members.put(
                    "deviceScope",
                    new JsonString(owner || parent == null ? identity.scope() : parent));
            members.put(
                    "parentScopes",
                    new JsonArray(parent == null ? List.of() : List.of(new JsonString(parent))));
        }
        return members;
    }

    static String status(DeviceIdentity identity) {
        return identity.enabled() ? "enabled" : "disabled";
    }

    /// Unset until the status changes for the first time.
    static String statusTime(DeviceIdentity identity) {
        return identity.statusUpdatedAt().equals(identity.createdAt())
                ? TIME_UNSET
                : Timestamps.trimmed(identity.statusUpdatedAt());
    }

    static JsonObject capabilities(DeviceIdentity identity) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("iotEdge", JsonBoolean.of(identity.iotEdge()));
        return new JsonObject(members);
    }

    static JsonValue textOrNull(@Nullable String text) {
        return text == null ? JsonNull.NULL : new JsonString(text);
    }

    /// Reads the body of a registry PUT.
    ///
    /// @param deviceId from the path; the body may repeat it
    public static DeviceDraft read(DeviceId deviceId, JsonObject body) throws BadDocument {
        var repeated = JsonFields.optionalText(body, "deviceId");
        if (repeated.isPresent() && !repeated.get().equals(deviceId.value())) {
            throw new BadDocument("deviceId", "must be the device ID of the path");
        }
        return draft(deviceId, body);
    }

    /// Reads the writable members; the ID is found elsewhere.
    static DeviceDraft draft(DeviceId deviceId, JsonObject body) throws BadDocument {
        var reason = JsonFields.optionalText(body, "statusReason").filter(text -> !text.isEmpty());
        if (reason.isPresent() && reason.get().length() > DeviceDraft.STATUS_REASON_LENGTH_MAX) {
            throw new BadDocument(
                    "statusReason",
                    "must have at most %d characters"
                            .formatted(DeviceDraft.STATUS_REASON_LENGTH_MAX));
        }
        return new DeviceDraft(
                deviceId,
                enabled(body),
                reason.orElse(null),
                DeviceAuthenticationJson.read(body),
                iotEdge(body),
                deviceScope(body),
                parentScope(body));
    }

    private static boolean enabled(JsonObject body) throws BadDocument {
        var status = JsonFields.optionalText(body, "status").orElse("enabled");
        if (status.equalsIgnoreCase("enabled")) {
            return true;
        }
        if (status.equalsIgnoreCase("disabled")) {
            return false;
        }
        throw new BadDocument("status", "must be enabled or disabled");
    }

    private static boolean iotEdge(JsonObject body) throws BadDocument {
        var capabilities = JsonFields.optionalObject(body, "capabilities");
        if (capabilities.isEmpty()) {
            return false;
        }
        try {
            return JsonFields.optionalBool(capabilities.get(), "iotEdge").orElse(false);
        } catch (BadDocument e) {
            throw e.under("capabilities");
        }
    }

    private static @Nullable String deviceScope(JsonObject body) throws BadDocument {
        var scope = JsonFields.optionalText(body, "deviceScope").orElse("");
        return scope.isEmpty() ? null : checked("deviceScope", scope);
    }

    /// The hub knows one parent of a device.
    private static @Nullable String parentScope(JsonObject body) throws BadDocument {
        var parents = JsonFields.optionalTexts(body, "parentScopes").orElse(List.of());
        if (parents.size() > 1) {
            throw new BadDocument("parentScopes", "must have at most one scope");
        }
        return parents.isEmpty() ? null : checked("parentScopes", parents.getFirst());
    }

    private static String checked(String name, String scope) throws BadDocument {
        if (scope.length() > SCOPE_LENGTH_MAX) {
            throw new BadDocument(
                    name, "must have at most %d characters".formatted(SCOPE_LENGTH_MAX));
        }
        return scope;
    }
}
