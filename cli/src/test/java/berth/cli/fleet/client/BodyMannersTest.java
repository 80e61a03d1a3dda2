package berth.cli.fleet.client;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonObject;
import berth.core.json.JsonString;

import org.junit.jupiter.api.Test;

import java.util.Map;

/// What clients put into a register request: dps-device-protocol, section 0.3.
class BodyMannersTest {
    private static final JsonObject KEYS =
            new JsonObject(Map.of("endorsementKey", new JsonString("AToA")));

    @Test
    void mostSendTheRegistrationId() {
        assertThat(StockClient.JAVA.body().text(Transport.MQTT, "x", null, false))
                .isEqualTo("{\"registrationId\":\"x\"}");
    }

    @Test
    void pythonSendsANullPayload() {
        assertThat(StockClient.PYTHON.body().text(Transport.MQTT, "x", null, false))
                .isEqualTo("{\"payload\": null, \"registrationId\": \"x\"}");
    }

    @Test
    void csharpSendsNothingButOverHttps() {
        var body = StockClient.CSHARP.body();

        assertThat(body.text(Transport.MQTT_WS, "x", null, false)).isEmpty();
        assertThat(body.text(Transport.AMQP, "x", KEYS, false)).isEmpty();
        assertThat(body.text(Transport.HTTPS, "x", null, false)).contains("\"x\"");
    }

    @Test
    void edgeSendsTheKeysOfItsTpmOnceAndTheOthersTwice() {
        assertThat(StockClient.EDGE.body().text(Transport.HTTPS, "x", KEYS, false))
                .isEqualTo("{\"registrationId\":\"x\",\"tpm\":{\"endorsementKey\":\"AToA\"}}");
        assertThat(StockClient.EDGE.body().text(Transport.HTTPS, "x", KEYS, true))
                .doesNotContain("tpm");
        assertThat(StockClient.JAVA.body().text(Transport.HTTPS, "x", KEYS, true)).contains("tpm");
    }
}
