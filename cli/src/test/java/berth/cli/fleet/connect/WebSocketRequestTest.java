package berth.cli.fleet.connect;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.client.StockClient;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How clients ask for a WebSocket: dps-device-protocol, sections 2.6 and 3.7.
class WebSocketRequestTest {
    @ParameterizedTest
    @CsvSource({
        "JAVA, /mqtt, h:443, mqtt",
        "NODE, /$iothub/websocket, h, mqtt",
        "PYTHON, /$iothub/websocket, h, mqtt",
        "C, /$iothub/websocket, h, MQTT",
        "CSHARP, /, h, mqtt"
    })
    void overMqttEveryClientAsksInItsOwnWay(
            StockClient client, String target, String host, String protocol) {
        var request = NetworkConnector.mqttRequest(client, "h", 443);

        assertThat(request.target()).isEqualTo(target);
        assertThat(request.host()).isEqualTo(host);
        assertThat(request.protocol()).isEqualTo(protocol);
    }

    @ParameterizedTest
    @CsvSource({
        "JAVA, https://h/$iothub/websocket?iothub-no-client-cert=true, h:443, 'Upgrade,Keep-Alive'",
        "NODE, /$iothub/websocket, h, Upgrade",
        "C, /$iothub/websocket, h, Upgrade",
        "CSHARP, /, h, Upgrade"
    })
    void overAmqpToo(StockClient client, String target, String host, String connection) {
        var request = NetworkConnector.amqpRequest(client, "h", 443);

        assertThat(request.target()).isEqualTo(target);
        assertThat(request.host()).isEqualTo(host);
        assertThat(request.connection()).isEqualTo(connection);
        assertThat(request.protocol()).isEqualTo("AMQPWSB10");
    }
}
