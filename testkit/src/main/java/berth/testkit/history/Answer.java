package berth.testkit.history;

import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.registration.RegistrationStatus;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Locale;

/// What a device was told about its registration.
///
/// @param hub and `deviceId`: where it is assigned, if it is
public record Answer(
        String operation,
        RegistrationStatus status,
        @Nullable String hub,
        @Nullable String deviceId) {

    public static Answer assigning(String operation) {
        return new Answer(operation, RegistrationStatus.ASSIGNING, null, null);
    }

    public static Answer assigned(String operation, String hub, String deviceId) {
        return new Answer(operation, RegistrationStatus.ASSIGNED, hub, deviceId);
    }

    public static Answer failed(String operation) {
        return new Answer(operation, RegistrationStatus.FAILED, null, null);
    }

    public JsonObject json() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("operation", new JsonString(operation));
        members.put("status", new JsonString(status.name().toLowerCase(Locale.ROOT)));
        if (hub != null) {
            members.put("hub", new JsonString(hub));
        }
        if (deviceId != null) {
            members.put("deviceId", new JsonString(deviceId));
        }
        return new JsonObject(members);
    }

    static Answer of(JsonObject value) throws BadDocument {
        return new Answer(
                JsonFields.requiredText(value, "operation"),
                HistoryJson.required(RegistrationStatus.class, value, "status"),
                JsonFields.optionalText(value, "hub").orElse(null),
                JsonFields.optionalText(value, "deviceId").orElse(null));
    }
}
