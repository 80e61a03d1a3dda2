package berth.store.document;

import berth.core.hub.DeviceOrder;
import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.registration.AssignmentPlan;
import berth.core.registration.Placement;
import berth.core.registration.Substatus;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An operation's plan, to be sealed as a whole: it holds the device's keys.
public final class PlanDocument {
    private PlanDocument() {}

    public static JsonObject of(AssignmentPlan plan) {
        var former = plan.former();
        return new Members()
                .put("hubs", plan.hubs().stream().map(HubHostName::value).toList())
                .put("order", order(plan.order()))
                .put("reason", plan.reason())
                .putConstant("substatus", plan.substatus())
                .put("former", former == null ? null : PlacementDocument.of(former))
                .put("capturesTwin", plan.capturesTwin())
                .put("twinDecided", plan.twinDecided())
                .put("payload", plan.payload())
                .put("fallback", plan.fallback())
                .object();
    }

    public static AssignmentPlan plan(JsonObject document) throws BadDocument {
        var order = order(JsonFields.requiredObject(document, "order"));
        return new AssignmentPlan(
                hubs(document),
                order,
                JsonFields.requiredText(document, "reason"),
                Members.constant(Substatus.class, JsonFields.requiredText(document, "substatus")),
                former(document, order),
                JsonFields.optionalBool(document, "capturesTwin").orElse(false),
                JsonFields.optionalBool(document, "twinDecided").orElse(false),
                Members.value(document, "payload"),
                JsonFields.optionalText(document, "fallback").orElse(null));
    }

    /// Plans of the first release named one hub.
    private static List<HubHostName> hubs(JsonObject document) throws BadDocument {
        var names = JsonFields.optionalTexts(document, "hubs");
        return names.isPresent()
                ? names.get().stream().map(HubHostName::new).toList()
                : List.of(new HubHostName(JsonFields.requiredText(document, "hub")));
    }

    private static @Nullable Placement former(JsonObject document, DeviceOrder order)
            throws BadDocument {
        var former = JsonFields.optionalObject(document, "former");
        if (former.isPresent()) {
            return PlacementDocument.placement(former.get());
        }
        // Plans of the first release named the hub only; the device ID was the same.
        return JsonFields.optionalText(document, "formerHub")
                .map(hub -> new Placement(new HubHostName(hub), order.deviceId()))
                .orElse(null);
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
