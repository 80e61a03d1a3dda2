package berth.wire.json;

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

/// A device identity as the registry API of a hub spells it. Source: iot-hub-protocol, section 5.2.
public final class DeviceIdentityJson {
    /// A time that has not come yet.
    static final String TIME_UNSET = "0001-01-01T00:00:00";

    private DeviceIdentityJson() {}

    /// All members, keys included. The device is not connected and has no messages waiting.
    public static JsonObject write(DeviceIdentity identity) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(identity.deviceId().value()));
        members.put("generationId", new JsonString(identity.generationId()));
        members.put("etag", new JsonString(identity.etag().value()));
        members.put("connectionState", new JsonString("Disconnected"));
        members.put("status", new JsonString(status(identity)));
        members.put("statusReason", textOrNull(identity.statusReason()));
        members.put("connectionStateUpdatedTime", new JsonString(TIME_UNSET));
        members.put("statusUpdatedTime", new JsonString(statusTime(identity)));
        members.put("lastActivityTime", new JsonString(TIME_UNSET));
        members.put("cloudToDeviceMessageCount", JsonNumber.of(0));
        members.put("authentication", DeviceAuthenticationJson.write(identity.authentication()));
        members.put("capabilities", capabilities(identity));
        return new JsonObject(members);
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
        refuseScopes(body);
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
                iotEdge(body));
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

    /// Nested devices are not kept; to forget the wish silently would be worse than to refuse it.
    private static void refuseScopes(JsonObject body) throws BadDocument {
        if (JsonFields.optionalText(body, "deviceScope").filter(s -> !s.isEmpty()).isPresent()) {
            throw new BadDocument("deviceScope", "is not supported by this hub");
        }
        var parents = JsonFields.optionalArray(body, "parentScopes").map(JsonArray::items);
        if (parents.isPresent() && !parents.get().isEmpty()) {
            throw new BadDocument("parentScopes", "is not supported by this hub");
        }
    }
}
