package berth.hub.eventhub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpProperties;
import berth.net.amqp.CorrelationId;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

final class TelemetryMessagesTest {
    private static final Instant AT = Instant.parse("2030-01-07T08:00:00.123Z");
    private static final ByteString BODY = bytes("{\"t\":1}");

    @Test
    void everyPropertyHasItsPlace() {
        var message =
                TelemetryMessages.write(
                        record(
                                Map.ofEntries(
                                        Map.entry(SystemProperty.MESSAGE_ID, "m-1"),
                                        Map.entry(SystemProperty.CORRELATION_ID, "c-1"),
                                        Map.entry(SystemProperty.USER_ID, "u"),
                                        Map.entry(SystemProperty.CONTENT_TYPE, "application/json"),
                                        Map.entry(SystemProperty.CONTENT_ENCODING, "utf-8"),
                                        Map.entry(SystemProperty.EXPIRY, "2030-02-01T00:00:00Z"),
                                        Map.entry(SystemProperty.DEVICE_ID, "dev-01"),
                                        Map.entry(SystemProperty.AUTH_METHOD, "{}"),
                                        Map.entry(SystemProperty.MESSAGE_SOURCE, "Telemetry"))));

        assertThat(message.properties())
                .isEqualTo(
                        new AmqpProperties(
                                new CorrelationId.Text("m-1"),
                                bytes("u"),
                                null,
                                null,
                                new CorrelationId.Text("c-1"),
                                "application/json",
                                "utf-8",
                                Instant.parse("2030-02-01T00:00:00Z"),
                                null));
        assertThat(message.annotations())
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("x-opt-sequence-number", 12L),
                                Map.entry("x-opt-offset", "12"),
                                Map.entry("x-opt-enqueued-time", AT),
                                Map.entry("x-opt-partition-key", "dev-01"),
                                Map.entry("iothub-enqueuedtime", AT),
                                Map.entry("absolute-expiry-time", "2030-02-01T00:00:00Z"),
                                Map.entry("iothub-connection-device-id", "dev-01"),
                                Map.entry("iothub-connection-auth-method", "{}"),
                                Map.entry("iothub-message-source", "Telemetry")));
        assertThat(message.application()).isEqualTo(Map.of("color", "red"));
        assertThat(message.body()).isEqualTo(AmqpBody.of(BODY));
    }

    @Test
    void anExpiryThatIsNoTimeStaysReadable() {
        var message = TelemetryMessages.write(record(Map.of(SystemProperty.EXPIRY, "tomorrow")));

        assertThat(message.properties()).isEqualTo(AmqpProperties.NONE);
        assertThat(message.annotations()).containsEntry("absolute-expiry-time", "tomorrow");
    }

    private static TelemetryRecord record(Map<String, String> system) {
        return new TelemetryRecord(
                12,
                1,
                HubClient.device(new DeviceId("dev-01")),
                AT,
                new DeviceMessage(system, Map.of("color", "red"), BODY));
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
