package berth.hub.https;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.LockedCommand;
import berth.core.hub.message.SystemProperty;
import berth.core.id.ByteString;
import berth.net.http.HttpHeaders;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

final class MessageHeadersTest {
    private static final Instant NOW = Instant.parse("2030-01-07T08:00:00.25Z");

    @ParameterizedTest
    @CsvSource({
        "iothub-messageid, message-id",
        "IoTHub-MessageId, message-id",
        "iothub-correlationid, correlation-id",
        "iothub-userid, user-id",
        "iothub-expiry, absolute-expiry-time",
        "iothub-contenttype, content-type",
        "iothub-contentencoding, content-encoding",
        "iothub-creation-time-utc, iothub-creation-time-utc",
        "iothub-creationtimeutc, iothub-creation-time-utc",
        "iothub-interface-id, iothub-interface-id",
        "dt-subject, dt-subject",
        "iothub-messageschema, iothub-message-schema"
    })
    void aSystemPropertyHasItsNameInEveryProtocol(String header, String property) {
        var message = MessageHeaders.read(HttpHeaders.NONE.with(header, "value"), ByteString.EMPTY);

        assertThat(message.system()).isEqualTo(Map.of(property, "value"));
        assertThat(message.application()).isEmpty();
    }

    @Test
    void whatIsHttpsOwnIsNoProperty() {
        var headers =
                HttpHeaders.NONE
                        .with("Authorization", "SharedAccessSignature sr=x")
                        .with("Content-Type", "application/octet-stream")
                        .with("iothub-operation", "d2c")
                        .with("iothub-to", "/devices/d/messages/events")
                        .with("iothub-ack", "full");

        var message = MessageHeaders.read(headers, ByteString.EMPTY);

        assertThat(message.system()).isEmpty();
        assertThat(message.application()).isEmpty();
    }

    /// A message must not be able to write headers of its own.
    @Test
    void noPropertyBreaksOutOfItsHeader() {
        var message =
                new DeviceMessage(
                        Map.of(SystemProperty.MESSAGE_ID, "1\r\nETag: \"forged\""),
                        Map.of("a b\r\nx", "c\r\nd: e", "größe", "ä"),
                        ByteString.EMPTY);
        var command =
                new CommandMessage(
                        7, HubClient.parse("d"), "1", message, FeedbackRequest.NONE, NOW, NOW, 0);

        var headers = MessageHeaders.write(new LockedCommand(UUID.randomUUID(), command));

        for (var field : headers.fields()) {
            assertThat(field.name()).matches("[!-9;-~]+");
            assertThat(field.value()).matches("[ -~]*");
        }
        assertThat(headers.first("iothub-app-a%20b%0D%0Ax")).contains("c%0D%0Ad%3A%20e");
        assertThat(headers.first("iothub-enqueuedtime")).contains("2030-01-07T08:00:00.25Z");
    }
}
