package berth.wire.json;

import berth.core.hub.DeviceDraft;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.ModuleDraft;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.id.ModuleId;
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
import java.util.Optional;

/// The bulk operation of a hub's registry: entries in, one result out. Source: iot-hub-protocol,
/// section 5.8.
public final class DeviceBulkJson {
    /// What an entry wants done.
    public enum Mode {
        CREATE("create"),
        UPDATE("update"),
        UPDATE_IF_MATCH("updateIfMatchETag"),
        DELETE("delete"),
        DELETE_IF_MATCH("deleteIfMatchETag"),
        UPDATE_TWIN("updateTwin"),
        UPDATE_TWIN_IF_MATCH("updateTwinIfMatchETag"),
        CREATE_OR_UPDATE("createOrUpdate"),
        CREATE_OR_UPDATE_IF_MATCH("createOrUpdateIfMatchETag");

        private final String spelling;

        Mode(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }

        private static Optional<Mode> spelled(String text) {
            for (var mode : values()) {
                if (mode.spelling.equalsIgnoreCase(text)) {
                    return Optional.of(mode);
                }
            }
            return Optional.empty();
        }
    }

    /// One entry.
    ///
    /// @param module what the module is to be, or null where the device itself is meant
    /// @param etag as spelled, or null
    /// @param twinEtag as spelled, or null
    public record Entry(
            Mode mode,
            @Nullable ModuleDraft module,
            DeviceDraft draft,
            TwinPatch twin,
            @Nullable String etag,
            @Nullable String twinEtag) {}

    /// One entry that was not carried out.
    ///
    /// @param moduleId null for a device
    public record Failure(
            String deviceId,
            @Nullable String moduleId,
            HubError error,
            String message,
            String operation) {}

    private DeviceBulkJson() {}

    /// The device ID of an entry that may otherwise be unreadable, as far as it has one.
    public static String id(JsonValue entry) {
        return entry instanceof JsonObject object
                        && object.member("id").orElse(JsonNull.NULL) instanceof JsonString(var id)
                ? id
                : "";
    }

    /// The module ID of an entry that may otherwise be unreadable, or empty.
    public static String moduleId(JsonValue entry) {
        return entry instanceof JsonObject object
                        && object.member("moduleId").orElse(JsonNull.NULL)
                                instanceof JsonString(var id)
                ? id
                : "";
    }

    /// Without a mode it is `createOrUpdate`: clients leave their first constant out.
    public static Entry read(JsonValue entry) throws BadDocument {
        var object = JsonFields.object(entry);
        var deviceId = deviceId(JsonFields.requiredText(object, "id"));
        var etag = JsonFields.optionalText(object, "eTag");
        var etagToo = JsonFields.optionalText(object, "etag");
        return new Entry(
                mode(object),
                module(deviceId, object),
                DeviceIdentityJson.draft(deviceId, object),
                DeviceTwinJson.read(object),
                etag.or(() -> etagToo).orElse(null),
                JsonFields.optionalText(object, "twinETag").orElse(null));
    }

    private static @Nullable ModuleDraft module(DeviceId deviceId, JsonObject object)
            throws BadDocument {
        var text = JsonFields.optionalText(object, "moduleId").orElse("");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return ModuleIdentityJson.draft(HubClient.module(deviceId, new ModuleId(text)), object);
        } catch (IllegalArgumentException _) {
            throw new BadDocument("moduleId", "must be a module ID");
        }
    }

    private static DeviceId deviceId(String text) throws BadDocument {
        try {
            return new DeviceId(text);
        } catch (IllegalArgumentException _) {
            throw new BadDocument("id", "must be a device ID");
        }
    }

    private static Mode mode(JsonObject entry) throws BadDocument {
        var text = JsonFields.optionalText(entry, "importMode");
        var mode = text.isEmpty() ? Optional.of(Mode.CREATE_OR_UPDATE) : Mode.spelled(text.get());
        if (mode.isEmpty()) {
            throw new BadDocument("importMode", "must be one of the documented modes");
        }
        return mode.get();
    }

    /// The result. This hub writes identity and twin together or not at all, so there is never a
    /// warning about a device without its twin.
    public static JsonObject write(List<Failure> failures) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("isSuccessful", JsonBoolean.of(failures.isEmpty()));
        members.put("errors", new JsonArray(failures.stream().map(DeviceBulkJson::error).toList()));
        members.put("warnings", new JsonArray(List.of()));
        return new JsonObject(members);
    }

    private static JsonValue error(Failure failure) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(failure.deviceId()));
        members.put("errorCode", JsonNumber.of(failure.error().code()));
        members.put("errorStatus", new JsonString(failure.message()));
        members.put("moduleId", DeviceIdentityJson.textOrNull(failure.moduleId()));
        members.put("operation", new JsonString(failure.operation()));
        return new JsonObject(members);
    }
}
