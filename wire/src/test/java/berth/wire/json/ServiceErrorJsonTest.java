package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class ServiceErrorJsonTest {
    @Test
    void anErrorHasAllItsMembersInOrder() {
        var document =
                ServiceErrorJson.document(
                        401002,
                        "9f2c8a51-2f0e-4f0e-9a55-0c1d6a4f7e10",
                        "Unauthorized",
                        Instant.parse("2030-01-01T08:15:30.1234567Z"));

        assertThat(JsonText.text(document))
                .isEqualTo(
                        "{\"errorCode\":401002,"
                                + "\"trackingId\":\"9f2c8a51-2f0e-4f0e-9a55-0c1d6a4f7e10\","
                                + "\"message\":\"Unauthorized\","
                                + "\"timestampUtc\":\"2030-01-01T08:15:30.1234567Z\"}");
    }
}
