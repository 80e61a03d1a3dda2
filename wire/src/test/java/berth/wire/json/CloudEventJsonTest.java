package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.event.HubEvent;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.id.ModuleId;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.Map;

final class CloudEventJsonTest {
    private static final HubHostName HUB = new HubHostName("hub1.example.com");
    private static final HubClient DEVICE = HubClient.device(new DeviceId("dev-01"));
    private static final HubClient MODULE =
            HubClient.module(new DeviceId("dev-01"), new ModuleId("m1"));
    private static final JsonObject DATA =
            new JsonObject(Map.of("sequenceNumber", new JsonString("00ff")));

    @Test
    void aConnectionIsToldAsEventGridTellsIt() {
        assertThat(text(event(42, HUB, DEVICE, HubEvent.Kind.CONNECTED)))
                .isEqualTo(
                        """
                        {"specversion":"1.0","id":"evt_04afcdad59bcbeee_42",\
                        "source":"/hubs/hub1.example.com",\
                        "type":"Microsoft.Devices.DeviceConnected","subject":"devices/dev-01",\
                        "time":"2030-01-07T08:00:00.25Z","datacontenttype":"application/json",\
                        "sequence":"0000000000000000042",\
                        "data":{"hubName":"hub1","deviceId":"dev-01",\
                        "deviceConnectionStateEventInfo":{"sequenceNumber":"00ff"}}}\
                        """);
    }

    @Test
    void aModuleIsNamedInSubjectAndData() {
        assertThat(text(event(7, HUB, MODULE, HubEvent.Kind.CREATED)))
                .contains("\"subject\":\"devices/dev-01/modules/m1\"")
                .contains(
                        """
                        "data":{"hubName":"hub1","deviceId":"dev-01","moduleId":"m1",\
                        "twin":{"sequenceNumber":"00ff"}}\
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED,Microsoft.Devices.DeviceCreated",
        "DELETED,Microsoft.Devices.DeviceDeleted",
        "CONNECTED,Microsoft.Devices.DeviceConnected",
        "DISCONNECTED,Microsoft.Devices.DeviceDisconnected",
        "TWIN_UPDATED,berth.device.twin.updated",
        "TWIN_REPLACED,berth.device.twin.replaced"
    })
    void everyKindHasItsType(HubEvent.Kind kind, String type) {
        assertThat(text(event(1, HUB, DEVICE, kind))).contains("\"type\":\"" + type + "\"");
    }

    @ParameterizedTest
    @EnumSource(HubEvent.Kind.class)
    void anIdHoldsNoFullStop(HubEvent.Kind kind) {
        assertThat(CloudEventJson.id(event(Long.MAX_VALUE, HUB, MODULE, kind)))
                .matches("evt_[0-9a-f]{16}_9223372036854775807");
    }

    @Test
    void noTwoHubsShareAnId() {
        var other = new HubHostName("hub1.example.net");

        assertThat(CloudEventJson.id(event(1, HUB, DEVICE, HubEvent.Kind.CREATED)))
                .isNotEqualTo(CloudEventJson.id(event(1, other, DEVICE, HubEvent.Kind.CREATED)));
    }

    private static String text(HubEvent event) {
        return JsonText.text(CloudEventJson.write(event));
    }

    private static HubEvent event(
            long sequence, HubHostName hub, HubClient client, HubEvent.Kind kind) {
        return new HubEvent(
                sequence, hub, client, kind, Instant.parse("2030-01-07T08:00:00.250Z"), DATA);
    }
}
