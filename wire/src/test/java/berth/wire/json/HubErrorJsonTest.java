package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubError;

import org.junit.jupiter.api.Test;

import java.time.Instant;

final class HubErrorJsonTest {
    private static final Instant NOW = Instant.parse("2030-01-07T08:00:00Z");

    @Test
    void theClassicFormNamesTheErrorBeforeASemicolon() {
        assertThat(
                        JsonText.text(
                                HubErrorJson.classic(
                                        HubError.DEVICE_NOT_FOUND, "no such device", "ABC", NOW)))
                .isEqualTo(
                        "{\"Message\":\"ErrorCode:DeviceNotFound;no such device\","
                                + "\"ExceptionMessage\":"
                                + "\"Tracking ID:ABC-TimeStamp:2030-01-07T08:00:00.0000000Z\"}");
    }

    @Test
    void theNestedFormIsJsonInAStringAndKeepsTheExceptionBlank() {
        assertThat(
                        JsonText.text(
                                HubErrorJson.nested(
                                        HubError.THROTTLED, "slow \"down\"", "ABC", NOW)))
                .isEqualTo(
                        "{\"Message\":\"{\\\"errorCode\\\":429001,\\\"trackingId\\\":\\\"ABC\\\","
                                + "\\\"message\\\":\\\"slow \\\\\\\"down\\\\\\\"\\\","
                                + "\\\"timestampUtc\\\":\\\"2030-01-07T08:00:00.0000000Z\\\"}\","
                                + "\"ExceptionMessage\":\"\"}");
    }
}
