package berth.connector.hub;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.DeviceIdentityJson;
import berth.wire.json.JsonFields;
import berth.wire.json.Timestamps;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// An identity as a hub sent it, with members we know and members we do not: what we do not mean to
/// change goes back as it came. Source: iot-hub-protocol, section 5.2.
///
/// @param statusReason empty for none
record StoredIdentity(Document document, ETag etag, String statusReason) {
    /// The hub's own words, which it does not want back.
    private static final List<String> READ_ONLY =
            List.of(
                    "generationId",
                    "connectionState",
                    "connectionStateUpdatedTime",
                    "statusUpdatedTime",
                    "lastActivityTime",
                    "cloudToDeviceMessageCount");

    /// Nested devices are not ours to judge.
    private static final List<String> SCOPES = List.of("deviceScope", "parentScopes");

    static final String ENABLED = "enabled";
    static final String DISABLED = "disabled";

    private static final String TIME_UNSET = "0001-01-01T00:00:00";

    static StoredIdentity read(JsonObject json) throws BadDocument {
        return new StoredIdentity(
                new Document(json),
                StoredTwin.etag(json),
                JsonFields.optionalText(json, "statusReason").orElse("").strip());
    }

    Optional<HubMarker> marker() {
        return HubMarker.parse(statusReason);
    }

    boolean carriesOperatorsText() {
        return !statusReason.isEmpty() && marker().isEmpty();
    }

    /// Whether our marker says that the device was there before us.
    boolean takenOver() {
        return HubMarker.saysTakenOver(statusReason);
    }

    /// The identity after `order` has taken it over: other credentials, our marker unless an
    /// operator's text stands in its place, and everything else as it was, `status` above all.
    Document takenOverBy(DeviceOrder order) {
        var members = new LinkedHashMap<>(document.json().members());
        members.keySet().removeAll(READ_ONLY);
        if (!carriesOperatorsText()) {
            members.put("statusReason", new JsonString(order.marker().takeoverText()));
        }
        members.put("authentication", Documents.authentication(order));
        var capabilities =
                members.get("capabilities") instanceof JsonObject stored
                        ? stored
                        : JsonObject.EMPTY;
        members.put("capabilities", Documents.capabilities(order, capabilities));
        return new Document(new JsonObject(members));
    }

    /// The identity with another status, taken over by `marker`, everything else as it was.
    Document switchedBy(HubMarker marker, boolean enabled) {
        var members = new LinkedHashMap<>(document.json().members());
        members.keySet().removeAll(READ_ONLY);
        if (!carriesOperatorsText()) {
            members.put("statusReason", new JsonString(marker.takeoverText()));
        }
        members.put("status", new JsonString(enabled ? ENABLED : DISABLED));
        return new Document(new JsonObject(members));
    }

    /// A hub that says nothing of the status has it enabled.
    boolean isEnabled() {
        return !new JsonString(DISABLED).equals(document.json().members().get("status"));
    }

    /// Whether the operation whose marker this is created the identity. A hub does not say whether
    /// somebody disabled it and enabled it again since.
    boolean isAsCreated() {
        return marker().isPresent() && !takenOver() && isEnabled();
    }

    /// Whether credentials and capabilities are what `order` wants.
    boolean fulfils(DeviceOrder order) throws BadDocument {
        var identity = identity(order.deviceId());
        return identity.authentication().equals(order.authentication())
                && identity.iotEdge() == order.iotEdge();
    }

    /// As the core knows identities. A hub does not say when it created one: a status that never
    /// changed was set at the creation, whenever that was.
    DeviceIdentity identity(DeviceId deviceId) throws BadDocument {
        var members = new LinkedHashMap<String, JsonValue>(document.json().members());
        members.keySet().removeAll(SCOPES);
        var draft = DeviceIdentityJson.read(deviceId, new JsonObject(members));
        return new DeviceIdentity(
                deviceId,
                JsonFields.optionalText(document.json(), "generationId").orElse(""),
                etag,
                draft.enabled(),
                draft.statusReason(),
                time("statusUpdatedTime"),
                authentication(draft.authentication()),
                draft.iotEdge(),
                Instant.EPOCH);
    }

    /// A hub that shows no keys shows nothing that proves the device.
    private static DeviceAuthentication authentication(AuthenticationWish shown) {
        return switch (shown) {
            case AuthenticationWish.Exactly(var authentication) -> authentication;
            case AuthenticationWish.Unsaid _, AuthenticationWish.GeneratedKeys _ ->
                    new DeviceAuthentication.None();
        };
    }

    private Instant time(String name) throws BadDocument {
        var text = JsonFields.optionalText(document.json(), name).orElse(TIME_UNSET);
        if (text.startsWith(TIME_UNSET)) {
            return Instant.EPOCH;
        }
        // Some hubs leave the zone out; all times are UTC.
        boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 0;
        return Timestamps.parse(zoned ? text : text + "Z");
    }
}
