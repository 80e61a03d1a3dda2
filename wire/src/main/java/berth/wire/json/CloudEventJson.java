package berth.wire.json;

import berth.core.hub.event.HubEvent;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What happens in a hub as a CloudEvent in structured mode. Types and data are Event Grid's where
/// it has such an event; those of twins are ours.
///
/// Source: CloudEvents 1.0.2, sections 2 and 3 and its extension `sequence`; iot-hub-protocol,
/// section 7.2.
public final class CloudEventJson {
    /// Of a body that holds one event.
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final int HUB_HASH_DIGITS = 16;

    private CloudEventJson() {}

    public static JsonObject write(HubEvent event) {
        var members = new LinkedHashMap<String, JsonValue>();
        text(members, "specversion", "1.0");
        text(members, "id", id(event));
        text(members, "source", "/hubs/" + event.hub());
        text(members, "type", type(event.kind()));
        text(members, "subject", event.client().path().substring(1));
        text(members, "time", Timestamps.trimmed(event.at()));
        text(members, "datacontenttype", "application/json");
        // Compared as text, so the digits are as many as a long can have.
        text(members, "sequence", String.format(Locale.ROOT, "%019d", event.sequence()));
        members.put("data", data(event));
        return new JsonObject(members);
    }

    /// The same for each repetition of an event and no other event of any hub. It holds no full
    /// stop, because the signature of a webhook counts on that.
    public static String id(HubEvent event) {
        var hub = ByteString.sha256(event.hub().value().getBytes(StandardCharsets.UTF_8)).hex();
        return "evt_" + hub.substring(0, HUB_HASH_DIGITS) + "_" + event.sequence();
    }

    /// A hub's short name, which events call it by.
    public static String hubName(HubHostName hub) {
        return hub.value().substring(0, hub.value().indexOf('.'));
    }

    static String type(HubEvent.Kind kind) {
        return switch (kind) {
            case CREATED -> "Microsoft.Devices.DeviceCreated";
            case DELETED -> "Microsoft.Devices.DeviceDeleted";
            case CONNECTED -> "Microsoft.Devices.DeviceConnected";
            case DISCONNECTED -> "Microsoft.Devices.DeviceDisconnected";
            case TWIN_UPDATED -> "berth.device.twin.updated";
            case TWIN_REPLACED -> "berth.device.twin.replaced";
        };
    }

    private static JsonObject data(HubEvent event) {
        var members = new LinkedHashMap<String, JsonValue>();
        text(members, "hubName", hubName(event.hub()));
        text(members, "deviceId", event.client().deviceId().value());
        var module = event.client().moduleId();
        if (module != null) {
            text(members, "moduleId", module.value());
        }
        members.put(
                switch (event.kind()) {
                    case CONNECTED, DISCONNECTED -> "deviceConnectionStateEventInfo";
                    case CREATED, DELETED, TWIN_UPDATED, TWIN_REPLACED -> "twin";
                },
                event.data());
        return new JsonObject(members);
    }

    private static void text(Map<String, JsonValue> members, String name, String value) {
        members.put(name, new JsonString(value));
    }
}
