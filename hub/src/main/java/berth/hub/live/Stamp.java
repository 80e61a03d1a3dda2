package berth.hub.live;

import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryEntry;

import java.util.LinkedHashMap;

/// Says on each message whose it is. What a client says of that itself does not count. Source:
/// iot-hub-protocol, sections 2.4 and 6.3.
record Stamp(DeviceSession session, String generationId, TelemetryIntake intake) {

    TelemetryEntry entry(DeviceMessage message) {
        var client = session.client();
        var grant = session.grant();
        var system = new LinkedHashMap<>(message.system());
        system.put(SystemProperty.DEVICE_ID, client.deviceId().value());
        var module = client.moduleId();
        if (module == null) {
            system.remove(SystemProperty.MODULE_ID);
        } else {
            system.put(SystemProperty.MODULE_ID, module.value());
        }
        system.put(SystemProperty.AUTH_METHOD, grant.authMethod());
        system.put(SystemProperty.AUTH_GENERATION_ID, generationId);
        system.put(SystemProperty.MESSAGE_SOURCE, "Telemetry");
        var model = grant.claim().modelId();
        if (model == null) {
            system.remove(SystemProperty.MODEL_ID);
        } else {
            system.put(SystemProperty.MODEL_ID, model);
        }
        return new TelemetryEntry(
                client,
                intake.partition(client.deviceId().value()),
                new DeviceMessage(system, message.application(), message.body()));
    }
}
