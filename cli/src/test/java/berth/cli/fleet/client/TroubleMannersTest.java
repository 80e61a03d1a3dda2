package berth.cli.fleet.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The second table of dps-device-protocol, section 0.9.
class TroubleMannersTest {
    @ParameterizedTest
    @CsvSource({
        "JAVA, HTTPS, POLL, 429, false",
        "JAVA, MQTT, REGISTER, 429, false",
        "NODE, HTTPS, POLL, 429, false",
        "NODE, MQTT_WS, REGISTER, 429, true",
        "NODE, AMQP, POLL, 429, true",
        "NODE, AMQP, POLL, 500, true",
        "NODE, AMQP, POLL, 504, false",
        "PYTHON, MQTT, POLL, 503, true",
        "C, HTTPS, REGISTER, 429, true",
        "C, MQTT, POLL, 500, true",
        "C, AMQP_WS, POLL, 429, false",
        "CSHARP, HTTPS, POLL, 429, true",
        "CSHARP, HTTPS, REGISTER, 429, false",
        "CSHARP, MQTT, POLL, 429, false",
        "CSHARP, AMQP, POLL, 429, true",
        "CSHARP, AMQP, REGISTER, 429, false",
        "EDGE, HTTPS, REGISTER, 429, true",
        "EDGE, HTTPS, POLL, 429, false",
        "QUICK, AMQP, REGISTER, 429, true"
    })
    void aClientAsksAgainOrIsDone(
            StockClient client, Transport transport, Phase phase, int status, boolean again) {
        assertThat(client.trouble().again(transport, phase, status)).isEqualTo(again);
    }
}
