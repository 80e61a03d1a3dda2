package berth.store.document;

import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.registration.Placement;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

/// Where an identity is.
final class PlacementDocument {
    private PlacementDocument() {}

    static JsonObject of(Placement placement) {
        return new Members()
                .put("hub", placement.hub().value())
                .put("deviceId", placement.deviceId().value())
                .object();
    }

    static Placement placement(JsonObject document) throws BadDocument {
        return new Placement(
                new HubHostName(JsonFields.requiredText(document, "hub")),
                new DeviceId(JsonFields.requiredText(document, "deviceId")));
    }
}
