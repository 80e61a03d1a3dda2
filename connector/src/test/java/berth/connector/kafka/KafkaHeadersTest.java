package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ModuleId;

import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

class KafkaHeadersTest {
    private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123Z");

    @Test
    void systemPropertiesHaveTheirNamesInRoutedMessages() {
        var headers =
                headers(
                        Map.of(
                                SystemProperty.MESSAGE_ID, "m-1",
                                SystemProperty.CONTENT_TYPE, "application/json",
                                SystemProperty.CREATION_TIME, "2026-11-21T11:00:00Z",
                                SystemProperty.SUBJECT, "thermostat",
                                SystemProperty.DIAGNOSTIC_ID, "d-1"),
                        Map.of());

        assertThat(headers)
                .containsOnly(
                        Map.entry("iothub-message-id", "m-1"),
                        Map.entry("iothub-content-type", "application/json"),
                        Map.entry("iothub-creation-time-utc", "2026-11-21T11:00:00Z"),
                        Map.entry("dt-subject", "thermostat"),
                        Map.entry("Diagnostic-Id", "d-1"),
                        Map.entry("iothub-connection-device-id", "device-1"),
                        Map.entry("iothub-connection-module-id", "camera"),
                        Map.entry("iothub-enqueuedtime", "2026-11-21T12:00:00.123Z"),
                        Map.entry("iothub-hub-name", "hub-1.test"),
                        Map.entry("iothub-sequence-number", "42"));
    }

    @Test
    void noDeviceCanSpeakInTheHubsName() {
        var headers =
                headers(
                        Map.of(SystemProperty.DEVICE_ID, "somebody-else"),
                        Map.of(
                                "iothub-connection-device-id", "somebody-else",
                                "iothub-sequence-number", "1",
                                "farbe", "grün"));

        assertThat(headers)
                .containsEntry("iothub-connection-device-id", "device-1")
                .containsEntry("iothub-sequence-number", "42")
                .containsEntry("iothub-app-iothub-connection-device-id", "somebody-else")
                .containsEntry("iothub-app-iothub-sequence-number", "1")
                .containsEntry("iothub-app-farbe", "grün");
    }

    private static Map<String, String> headers(
            Map<String, String> system, Map<String, String> application) {
        var message = new DeviceMessage(system, application, ByteString.EMPTY);
        var client = HubClient.module(new DeviceId("device-1"), new ModuleId("camera"));
        return shown(
                KafkaHeaders.of(Telemetry.HUB, new TelemetryRecord(42, 0, client, AT, message)));
    }

    private static Map<String, String> shown(Headers headers) {
        var shown = new LinkedHashMap<String, String>();
        for (var header : headers) {
            var before =
                    shown.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            assertThat(before).as("%s is there once", header.key()).isNull();
        }
        return shown;
    }
}
