package berth.testkit.hub;

import berth.core.hub.HubError;
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
import java.util.Set;
import java.util.TreeMap;

/// The devices of a hub, with the conditions and side effects of its service API. Etags are plain
/// counters, so that a test can read them.
///
/// Safe for any number of threads.
public final class HubDevices {
    private static final Set<String> IDENTITY_MEMBERS =
            Set.of("status", "statusReason", "authentication", "capabilities", "deviceScope");

    private static final String TIME_UNSET = "0001-01-01T00:00:00";

    /// What a request came to.
    public sealed interface Outcome {
        record Done(JsonObject body) implements Outcome {}

        record Refused(HubError error) implements Outcome {}
    }

    /// One device: what clients wrote, and the counters.
    private record Device(
            JsonObject identity,
            long etag,
            JsonObject tags,
            JsonObject desired,
            long twinEtag,
            long generation) {}

    private final Map<String, Device> devices = new TreeMap<>();
    private long changes;

    /// A hub that goes on from here on its own.
    public synchronized HubDevices copy() {
        var copy = new HubDevices();
        copy.devices.putAll(devices);
        copy.changes = changes;
        return copy;
    }

    /// Creates if absent.
    ///
    /// @param twin with `tags` and `properties`, or an empty object
    public synchronized Outcome create(String id, JsonObject identity, JsonObject twin) {
        if (devices.containsKey(id)) {
            return new Outcome.Refused(HubError.DEVICE_ALREADY_EXISTS);
        }
        devices.put(
                id,
                new Device(
                        writable(identity),
                        ++changes,
                        merged(JsonObject.EMPTY, member(twin, "tags")),
                        merged(JsonObject.EMPTY, desiredOf(twin)),
                        ++changes,
                        ++changes));
        return identity(id);
    }

    /// @param etag which the device must have, or null for any
    public synchronized Outcome replace(String id, JsonObject identity, @Nullable String etag) {
        var device = devices.get(id);
        if (device == null || !matches(etag, device.etag())) {
            return new Outcome.Refused(HubError.PRECONDITION_FAILED);
        }
        devices.put(
                id,
                new Device(
                        writable(identity),
                        ++changes,
                        device.tags(),
                        device.desired(),
                        device.twinEtag(),
                        device.generation()));
        return identity(id);
    }

    /// @param etag which the device must have, or null for any
    public synchronized Outcome delete(String id, @Nullable String etag) {
        var device = devices.get(id);
        if (device == null) {
            return new Outcome.Refused(HubError.DEVICE_NOT_FOUND);
        }
        if (!matches(etag, device.etag())) {
            return new Outcome.Refused(HubError.PRECONDITION_FAILED);
        }
        devices.remove(id);
        return new Outcome.Done(JsonObject.EMPTY);
    }

    public synchronized Outcome identity(String id) {
        var device = devices.get(id);
        return device == null
                ? new Outcome.Refused(HubError.DEVICE_NOT_FOUND)
                : new Outcome.Done(identityJson(id, device));
    }

    public synchronized Outcome twin(String id) {
        var device = devices.get(id);
        return device == null
                ? new Outcome.Refused(HubError.DEVICE_NOT_FOUND)
                : new Outcome.Done(twinJson(id, device));
    }

    /// @param etag which the twin must have, or null for any
    public synchronized Outcome patchTwin(String id, JsonObject patch, @Nullable String etag) {
        var device = devices.get(id);
        return device == null
                ? new Outcome.Refused(HubError.DEVICE_NOT_FOUND)
                : writeTwin(
                        id,
                        device,
                        etag,
                        merged(device.tags(), member(patch, "tags")),
                        merged(device.desired(), desiredOf(patch)));
    }

    /// @param etag which the twin must have, or null for any
    public synchronized Outcome replaceTwin(String id, JsonObject twin, @Nullable String etag) {
        var device = devices.get(id);
        return device == null
                ? new Outcome.Refused(HubError.DEVICE_NOT_FOUND)
                : writeTwin(
                        id,
                        device,
                        etag,
                        merged(JsonObject.EMPTY, member(twin, "tags")),
                        merged(JsonObject.EMPTY, desiredOf(twin)));
    }

    private Outcome writeTwin(
            String id, Device device, @Nullable String etag, JsonObject tags, JsonObject desired) {
        if (!matches(etag, device.twinEtag())) {
            return new Outcome.Refused(HubError.PRECONDITION_FAILED);
        }
        devices.put(
                id,
                new Device(
                        device.identity(),
                        device.etag(),
                        tags,
                        desired,
                        ++changes,
                        device.generation()));
        return twin(id);
    }

    /// The identity as it is; fails the test if there is none.
    public JsonObject identityOf(String id) {
        return body(identity(id), id);
    }

    /// The twin as it is; fails the test if there is none.
    public JsonObject twinOf(String id) {
        return body(twin(id), id);
    }

    public synchronized List<String> ids() {
        return List.copyOf(devices.keySet());
    }

    /// An operator changes members of the identity, whatever its etag.
    public synchronized void operatorSets(String id, String member, JsonValue value) {
        var members = new LinkedHashMap<>(identityOf(id).members());
        members.put(member, value);
        body(replace(id, new JsonObject(members), null), id);
    }

    private static JsonObject body(Outcome outcome, String id) {
        return switch (outcome) {
            case Outcome.Done(var body) -> body;
            case Outcome.Refused(var error) ->
                    throw new AssertionError("device " + id + ": " + error);
        };
    }

    private static JsonObject writable(JsonObject identity) {
        var members = new LinkedHashMap<>(identity.members());
        members.keySet().retainAll(IDENTITY_MEMBERS);
        return new JsonObject(members);
    }

    private static JsonObject identityJson(String id, Device device) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(id));
        members.put("generationId", new JsonString(Long.toString(device.generation())));
        members.put("etag", new JsonString(Long.toString(device.etag())));
        members.put("connectionState", new JsonString("Disconnected"));
        members.put("statusUpdatedTime", new JsonString(TIME_UNSET));
        members.put("cloudToDeviceMessageCount", JsonNumber.of(0));
        members.putAll(device.identity().members());
        return new JsonObject(members);
    }

    private static JsonObject twinJson(String id, Device device) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(id));
        members.put("etag", new JsonString(Long.toString(device.twinEtag())));
        members.put("deviceEtag", new JsonString(Long.toString(device.etag())));
        members.put("version", JsonNumber.of(device.twinEtag()));
        members.put("tags", device.tags());
        var properties = new LinkedHashMap<String, JsonValue>();
        properties.put("desired", section(device.desired(), device.twinEtag()));
        properties.put("reported", section(JsonObject.EMPTY, 1));
        members.put("properties", new JsonObject(properties));
        return new JsonObject(members);
    }

    private static JsonObject section(JsonObject data, long version) {
        var members = new LinkedHashMap<>(data.members());
        members.put(
                "$metadata",
                new JsonObject(Map.of("$lastUpdated", new JsonString("2030-01-01T00:00:00Z"))));
        members.put("$version", JsonNumber.of(version));
        return new JsonObject(members);
    }

    private static JsonObject desiredOf(JsonObject twin) {
        return member(member(twin, "properties"), "desired");
    }

    private static JsonObject member(JsonObject object, String name) {
        return object.members().get(name) instanceof JsonObject inner ? inner : JsonObject.EMPTY;
    }

    /// Merge patch, RFC 7396.
    private static JsonObject merged(JsonObject stored, JsonObject patch) {
        var members = new LinkedHashMap<>(stored.members());
        patch.members()
                .forEach(
                        (name, value) -> {
                            switch (value) {
                                case JsonNull _ -> members.remove(name);
                                case JsonObject inner ->
                                        members.put(name, merged(member(stored, name), inner));
                                case JsonArray _, JsonString _, JsonNumber _, JsonBoolean _ ->
                                        members.put(name, value);
                            }
                        });
        return new JsonObject(members);
    }

    private static boolean matches(@Nullable String wanted, long etag) {
        return wanted == null || wanted.equals("*") || wanted.equals(Long.toString(etag));
    }
}
