package berth.core.hub.event;

import berth.core.hub.DeviceTwin;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubModule;
import berth.core.hub.HubPlace;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a change of a device or of a module is for those who want to be told.
///
/// A twin that was replaced looks here like one that was merged into: rows do not tell.
public final class RegistryNews {
    private RegistryNews() {}

    /// What a change of a device's place means for the device itself. Its modules are others'.
    public static List<EventDraft> of(Optional<HubPlace> before, Optional<HubPlace> after) {
        var was = before.flatMap(RegistryNews::device);
        var is = after.flatMap(RegistryNews::device);
        if (was.isPresent() && is.isPresent() && !leaves(before, after)) {
            var client = HubClient.device(is.get().deviceId());
            return twin(client, was.get().twin(), is.get().twin());
        }
        return both(
                was.map(device -> gone(client(device), device.twin())),
                is.map(device -> come(client(device), device.twin())));
    }

    /// Whether the device that was there is not any more, even where another stands in its place.
    public static boolean leaves(Optional<HubPlace> before, Optional<HubPlace> after) {
        var was = before.flatMap(RegistryNews::device);
        var is = after.flatMap(RegistryNews::device);
        return was.isPresent() && !is.map(RegistryNews::life).equals(was.map(RegistryNews::life));
    }

    public static List<EventDraft> ofModule(Optional<HubModule> was, Optional<HubModule> is) {
        if (was.isPresent()
                && is.isPresent()
                && was.get().identity().generationId().equals(is.get().identity().generationId())) {
            return twin(is.get().client(), was.get().twin(), is.get().twin());
        }
        return both(
                was.map(module -> gone(module.client(), module.twin())),
                is.map(module -> come(module.client(), module.twin())));
    }

    private static Optional<HubDevice> device(HubPlace place) {
        return place instanceof HubPlace.Occupied(var device)
                ? Optional.of(device)
                : Optional.empty();
    }

    private static HubClient client(HubDevice device) {
        return HubClient.device(device.deviceId());
    }

    private static String life(HubDevice device) {
        return device.identity().generationId();
    }

    private static List<EventDraft> twin(HubClient client, DeviceTwin before, DeviceTwin after) {
        return before.equals(after)
                ? List.of()
                : List.of(
                        new EventDraft(
                                client,
                                HubEvent.Kind.TWIN_UPDATED,
                                TwinNews.updated(before, after)));
    }

    private static List<EventDraft> both(Optional<EventDraft> gone, Optional<EventDraft> come) {
        return Stream.concat(gone.stream(), come.stream()).toList();
    }

    private static EventDraft come(HubClient client, DeviceTwin twin) {
        return new EventDraft(client, HubEvent.Kind.CREATED, document(client, twin));
    }

    private static EventDraft gone(HubClient client, DeviceTwin twin) {
        return new EventDraft(client, HubEvent.Kind.DELETED, document(client, twin));
    }

    /// Source: iot-hub-protocol, section 7.1, lifecycle events.
    private static JsonObject document(HubClient client, DeviceTwin twin) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(client.deviceId().value()));
        if (client.moduleId() != null) {
            members.put("moduleId", new JsonString(client.moduleId().value()));
        }
        members.put("etag", new JsonString(twin.etag().value()));
        members.putAll(TwinNews.replaced(twin).members());
        return new JsonObject(members);
    }
}
