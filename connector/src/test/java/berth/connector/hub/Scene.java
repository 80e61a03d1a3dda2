package berth.connector.hub;

import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.testkit.hub.HubDevices;
import berth.testkit.hub.HubOrders;
import berth.wire.json.InitialTwinJson;

import java.util.Map;

/// What is there before an order comes.
enum Scene {
    NOTHING,
    FOREIGN_DEVICE,
    DEVICE_WITH_OPERATORS_WORDS,
    DEVICE_OF_AN_EARLIER_GENERATION;

    HubDevices devices(DeviceId device) {
        var devices = new HubDevices();
        if (this != NOTHING) {
            devices.create(
                    device.value(),
                    new JsonObject(Map.of("status", new JsonString("enabled"))),
                    InitialTwinJson.write(HubOrders.twin(9)));
        }
        switch (this) {
            case NOTHING, FOREIGN_DEVICE -> {}
            case DEVICE_WITH_OPERATORS_WORDS ->
                    devices.operatorSets(
                            device.value(), "statusReason", new JsonString("in repair"));
            case DEVICE_OF_AN_EARLIER_GENERATION ->
                    devices.operatorSets(
                            device.value(),
                            "statusReason",
                            new JsonString(HubOrders.marker(1).text()));
        }
        return devices;
    }
}
