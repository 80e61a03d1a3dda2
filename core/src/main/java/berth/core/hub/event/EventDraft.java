package berth.core.hub.event;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.time.Instant;
import java.util.LinkedHashMap;

/// What happened, before the outbox has given it its place.
///
/// @param data empty for connections: their body is the event's place
public record EventDraft(HubClient client, HubEvent.Kind kind, JsonObject data) {
    public static EventDraft connected(HubClient client) {
        return new EventDraft(client, HubEvent.Kind.CONNECTED, JsonObject.EMPTY);
    }

    public static EventDraft disconnected(HubClient client) {
        return new EventDraft(client, HubEvent.Kind.DISCONNECTED, JsonObject.EMPTY);
    }

    public HubEvent placed(HubHostName hub, long sequence, Instant at) {
        return new HubEvent(sequence, hub, client, kind, at, body(sequence));
    }

    /// Connection events carry 64 hexadecimal digits by which receivers order them. Source:
    /// iot-hub-protocol, section 7.1.
    private JsonObject body(long sequence) {
        return switch (kind) {
            case CONNECTED, DISCONNECTED -> {
                var members = new LinkedHashMap<String, JsonValue>();
                members.put("sequenceNumber", new JsonString("%064X".formatted(sequence)));
                yield new JsonObject(members);
            }
            case CREATED, DELETED, TWIN_UPDATED, TWIN_REPLACED -> data;
        };
    }
}
