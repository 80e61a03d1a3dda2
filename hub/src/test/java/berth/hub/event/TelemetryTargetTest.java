package berth.hub.event;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventSubscription.Target;
import berth.core.hub.event.EventTarget.Told;
import berth.core.hub.event.HubEvent;
import berth.core.id.DeviceId;
import berth.core.id.ModuleId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.testkit.store.InMemoryTelemetryLog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class TelemetryTargetTest {
    private static final HubClient DEVICE = HubClient.device(new DeviceId("dev-01"));
    private static final HubClient MODULE =
            HubClient.module(new DeviceId("dev-01"), new ModuleId("m1"));
    private static final EventSubscription SUBSCRIPTION =
            new EventSubscription(
                    "telemetry", Set.of(HubEvent.Kind.CREATED), new Target.TelemetryEndpoint());

    private final EventScene scene = new EventScene();
    private final InMemoryTelemetryLog log = new InMemoryTelemetryLog(scene.clock);
    private final TelemetryTarget target = new TelemetryTarget(log, _ -> 3);

    @Test
    void anEventIsAMessageOfItsDevice() {
        assertThat(target.tell(SUBSCRIPTION, List.of(event(DEVICE, HubEvent.Kind.TWIN_UPDATED))))
                .isEqualTo(new Told.Taken());

        var record = log.all(EventScene.HUB).getFirst();
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.client()).isEqualTo(DEVICE);
        assertThat(record.message().system())
                .isEqualTo(
                        Map.of(
                                "content-type", "application/json",
                                "content-encoding", "utf-8",
                                "user-id", "hub1",
                                "correlation-id", "evt_04afcdad59bcbeee_9",
                                "iothub-connection-device-id", "dev-01",
                                "iothub-message-source", "twinChangeEvents"));
        assertThat(record.message().application())
                .isEqualTo(
                        Map.of(
                                "hubName", "hub1",
                                "deviceId", "dev-01",
                                "operationTimestamp", "2030-01-07T08:00:00.0000000Z",
                                "opType", "updateTwin",
                                "iothub-message-schema", "twinChangeNotification"));
        assertThat(new String(record.message().body().toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("{\"version\":4}");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED, createDeviceIdentity, createModuleIdentity, deviceLifecycleEvents",
        "DELETED, deleteDeviceIdentity, deleteModuleIdentity, deviceLifecycleEvents",
        "CONNECTED, deviceConnected, moduleConnected, deviceConnectionStateEvents",
        "DISCONNECTED, deviceDisconnected, moduleDisconnected, deviceConnectionStateEvents",
        "TWIN_UPDATED, updateTwin, updateTwin, twinChangeEvents",
        "TWIN_REPLACED, replaceTwin, replaceTwin, twinChangeEvents"
    })
    void everyKindHasItsOperationAndSource(
            HubEvent.Kind kind, String ofDevice, String ofModule, String source) {
        var device = TelemetryTarget.message(event(DEVICE, kind));
        var module = TelemetryTarget.message(event(MODULE, kind));

        assertThat(device.application()).containsEntry("opType", ofDevice);
        assertThat(module.application())
                .containsEntry("opType", ofModule)
                .containsEntry("moduleId", "m1");
        assertThat(module.system())
                .containsEntry("iothub-message-source", source)
                .containsEntry("iothub-connection-module-id", "m1");
    }

    @Test
    void aLogThatIsAwayIsTriedAgain() {
        log.failNext(EventScene.storeGone());

        assertThat(target.tell(SUBSCRIPTION, List.of(event(DEVICE, HubEvent.Kind.CREATED))))
                .isInstanceOf(Told.Again.class);
    }

    private HubEvent event(HubClient client, HubEvent.Kind kind) {
        var data = new JsonObject(Map.of("version", JsonNumber.of(4)));
        return new HubEvent(9, EventScene.HUB, client, kind, scene.clock.instant(), data);
    }
}
