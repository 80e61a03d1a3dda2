package berth.hub.event;

import berth.core.error.StoreUnavailable;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget;
import berth.core.hub.event.HubEvent;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryEntry;
import berth.core.hub.message.TelemetryLog;
import berth.core.id.DeviceId;
import berth.wire.json.CloudEventJson;
import berth.wire.json.JsonText;
import berth.wire.json.Timestamps;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToIntFunction;

/// Appends events to the hub's telemetry log, where consumers find them among the messages of the
/// device, told apart by their source. Source: iot-hub-protocol, section 7.1.
public final class TelemetryTarget implements EventTarget {
    private static final int BATCH_MAX = 100;

    private final TelemetryLog log;
    private final ToIntFunction<DeviceId> partition;

    /// @param partition where a device's messages belong
    public TelemetryTarget(TelemetryLog log, ToIntFunction<DeviceId> partition) {
        this.log = log;
        this.partition = partition;
    }

    @Override
    public int batchMax() {
        return BATCH_MAX;
    }

    @Override
    public Told tell(EventSubscription subscription, List<HubEvent> events) {
        try {
            log.append(events.getFirst().hub(), events.stream().map(this::entry).toList());
            return new Told.Taken();
        } catch (StoreUnavailable e) {
            return Told.Again.soon("the telemetry log is not available: " + e.getMessage());
        }
    }

    private TelemetryEntry entry(HubEvent event) {
        return new TelemetryEntry(
                event.client(), partition.applyAsInt(event.client().deviceId()), message(event));
    }

    static DeviceMessage message(HubEvent event) {
        var hubName = CloudEventJson.hubName(event.hub());
        var device = event.client().deviceId().value();
        var system = new LinkedHashMap<String, String>();
        system.put(SystemProperty.CONTENT_TYPE, "application/json");
        system.put(SystemProperty.CONTENT_ENCODING, "utf-8");
        system.put(SystemProperty.USER_ID, hubName);
        system.put(SystemProperty.CORRELATION_ID, CloudEventJson.id(event));
        system.put(SystemProperty.DEVICE_ID, device);
        var application = new LinkedHashMap<String, String>();
        application.put("hubName", hubName);
        application.put("deviceId", device);
        var module = event.client().moduleId();
        if (module != null) {
            system.put(SystemProperty.MODULE_ID, module.value());
            application.put("moduleId", module.value());
        }
        var kind = Spelling.of(event);
        system.put(SystemProperty.MESSAGE_SOURCE, kind.source());
        application.put("operationTimestamp", Timestamps.precise(event.at()));
        application.put("opType", kind.operation());
        application.put(SystemProperty.MESSAGE_SCHEMA, kind.schema());
        return new DeviceMessage(system, application, JsonText.bytes(event.data()));
    }

    /// How the telemetry endpoint spells a kind of event.
    private record Spelling(String source, String schema, String operation) {
        static Spelling of(HubEvent event) {
            boolean module = event.client().isModule();
            return switch (event.kind()) {
                case CREATED -> lifecycle(module ? "createModuleIdentity" : "createDeviceIdentity");
                case DELETED -> lifecycle(module ? "deleteModuleIdentity" : "deleteDeviceIdentity");
                case CONNECTED -> connection(module ? "moduleConnected" : "deviceConnected");
                case DISCONNECTED ->
                        connection(module ? "moduleDisconnected" : "deviceDisconnected");
                case TWIN_UPDATED -> twin("updateTwin");
                case TWIN_REPLACED -> twin("replaceTwin");
            };
        }

        private static Spelling lifecycle(String operation) {
            return new Spelling("deviceLifecycleEvents", "deviceLifecycleNotification", operation);
        }

        private static Spelling connection(String operation) {
            return new Spelling(
                    "deviceConnectionStateEvents", "deviceConnectionStateNotification", operation);
        }

        private static Spelling twin(String operation) {
            return new Spelling("twinChangeEvents", "twinChangeNotification", operation);
        }
    }
}
