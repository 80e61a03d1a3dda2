package berth.connector.hub;

import berth.core.hub.DeviceOrder;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.DeviceAuthenticationJson;
import berth.wire.json.InitialTwinJson;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The bodies of an order's requests. Source: iot-hub-protocol, sections 5.2, 5.3 and 5.8.
final class Documents {
    private Documents() {}

    /// A new identity, enabled, with the marker in it.
    static Document identity(DeviceOrder order) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("deviceId", new JsonString(order.deviceId().value()));
        addIdentity(members, order);
        return new Document(new JsonObject(members));
    }

    /// An entry of a bulk request: a new identity, enabled, with the marker and the twin in it.
    static Document entryWithTwin(DeviceOrder order) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("id", new JsonString(order.deviceId().value()));
        members.put("importMode", new JsonString("create"));
        addIdentity(members, order);
        members.putAll(InitialTwinJson.write(order.twin()).members());
        return new Document(new JsonObject(members));
    }

    /// The bulk request that has one entry.
    static JsonArray bulk(Document entry) {
        return new JsonArray(List.of(entry.json()));
    }

    private static void addIdentity(Map<String, JsonValue> to, DeviceOrder order) {
        to.put("status", new JsonString(StoredIdentity.ENABLED));
        to.put("statusReason", new JsonString(order.marker().text()));
        to.put("authentication", authentication(order));
        to.put("capabilities", capabilities(order, JsonObject.EMPTY));
    }

    static JsonObject authentication(DeviceOrder order) {
        return DeviceAuthenticationJson.write(order.authentication());
    }

    /// `stored` with the one capability an order knows.
    static JsonObject capabilities(DeviceOrder order, JsonObject stored) {
        var members = new LinkedHashMap<>(stored.members());
        members.put("iotEdge", JsonBoolean.of(order.iotEdge()));
        return new JsonObject(members);
    }

    /// The order's tags and desired properties.
    static Document twin(DeviceOrder order) {
        return new Document(InitialTwinJson.write(order.twin()));
    }

    /// The order's tags and desired properties, with the marker as a tag.
    static Document markedTwin(DeviceOrder order) {
        var tags = new LinkedHashMap<>(order.twin().tags().members());
        tags.put(HubMarker.TWIN_TAG, new JsonString(order.marker().text()));
        return new Document(
                InitialTwinJson.write(
                        new InitialTwin(new JsonObject(tags), order.twin().desired())));
    }

    /// A patch that sets the marker's tag.
    static Document markerPatch(HubMarker marker) {
        return tagPatch(new JsonString(marker.text()));
    }

    /// A patch that takes the marker's tag away, and changes nothing if there is none.
    static Document noMarkerPatch() {
        return tagPatch(JsonNull.NULL);
    }

    private static Document tagPatch(JsonValue value) {
        var tags = new JsonObject(Map.of(HubMarker.TWIN_TAG, value));
        return new Document(new JsonObject(Map.of("tags", tags)));
    }
}
