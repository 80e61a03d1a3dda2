package berth.store.document;

import berth.core.hub.DeviceOrder;
import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.registration.AssignmentPlan;
import berth.core.registration.Substatus;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

/// An operation's plan, to be sealed as a whole: it holds the device's keys.
public final class PlanDocument {
    private PlanDocument() {}

    public static JsonObject of(AssignmentPlan plan) {
        var formerHub = plan.formerHub();
        return new Members()
                .put("hub", plan.hub().value())
                .put("order", order(plan.order()))
                .put("reason", plan.reason())
                .putConstant("substatus", plan.substatus())
                .put("formerHub", formerHub == null ? null : formerHub.value())
                .put("payload", plan.payload())
                .object();
    }

    public static AssignmentPlan plan(JsonObject document) throws BadDocument {
        return new AssignmentPlan(
                new HubHostName(JsonFields.requiredText(document, "hub")),
                order(JsonFields.requiredObject(document, "order")),
                JsonFields.requiredText(document, "reason"),
                Members.constant(Substatus.class, JsonFields.requiredText(document, "substatus")),
                JsonFields.optionalText(document, "formerHub").map(HubHostName::new).orElse(null),
                Members.value(document, "payload"));
    }

    private static JsonObject order(DeviceOrder order) {
        return new Members()
                .put("deviceId", order.deviceId().value())
                .put("authentication", AuthenticationDocument.of(order.authentication()))
                .put("iotEdge", order.iotEdge())
                .put("twin", TwinDocument.of(order.twin()))
                .putConstant("twinWrite", order.twinWrite())
                .put("marker", order.marker().text())
                .object();
    }

    private static DeviceOrder order(JsonObject document) throws BadDocument {
        return new DeviceOrder(
                new DeviceId(JsonFields.requiredText(document, "deviceId")),
                AuthenticationDocument.authentication(
                        JsonFields.requiredObject(document, "authentication")),
                JsonFields.requiredBool(document, "iotEdge"),
                TwinDocument.initialTwin(JsonFields.requiredObject(document, "twin")),
                Members.constant(
                        DeviceOrder.TwinWrite.class,
                        JsonFields.requiredText(document, "twinWrite")),
                marker(JsonFields.requiredText(document, "marker")));
    }

    private static HubMarker marker(String text) throws BadDocument {
        return HubMarker.parse(text)
                .orElseThrow(() -> new BadDocument("marker", "is not a hub marker"));
    }
}
