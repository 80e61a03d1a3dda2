package berth.cli.fleet.client;

import berth.cli.fleet.client.AmqpManners.Address;
import berth.cli.fleet.client.AmqpManners.Correlation;
import berth.cli.fleet.client.AmqpManners.PollBody;
import berth.cli.fleet.client.AmqpManners.WebSocketTarget;
import berth.cli.fleet.client.MqttManners.MqttPollBody;
import berth.cli.fleet.client.MqttManners.RequestIds;
import berth.cli.fleet.client.TokenManners.Resource;

import java.time.Duration;
import java.util.Map;

/// The tables of the reference, a row a client. Where a client has no such transport its row is
/// that of [StockClient#QUICK], which nobody asks for.
///
/// Source: dps-device-protocol, sections 1.2, 2.1, 2.3, 2.6, 3.4, 3.5, 3.7 and 4.2.
final class StockHabits {
    private static final String JAVA_AGENT =
            "com.microsoft.azure.sdk.iot.dps.dps-device-client/2.1.3";
    private static final String CSHARP_AGENT =
            "Microsoft.Azure.Devices.Provisioning.Client/1.20.0 (simulated; x64; berth)";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String REGISTRATION = "registration";
    private static final String WEB_SOCKET_PATH = "/$iothub/websocket";

    private StockHabits() {}

    static TokenManners tokens(StockClient client, Mechanism mechanism) {
        return switch (client) {
            case JAVA -> new TokenManners(Resource.RAW, false, "", false, HOUR);
            case NODE ->
                    mechanism == Mechanism.TPM
                            ? new TokenManners(Resource.ESCAPED, false, REGISTRATION, false, HOUR)
                            : new TokenManners(Resource.RAW, false, REGISTRATION, true, HOUR);
            case PYTHON -> new TokenManners(Resource.ESCAPED, false, null, false, HOUR);
            case C ->
                    new TokenManners(
                            Resource.ESCAPED, true, REGISTRATION, false, Duration.ofMinutes(40));
            case CSHARP ->
                    new TokenManners(
                            Resource.ESCAPED, false, REGISTRATION, false, Duration.ofDays(1));
            case EMBEDDED -> new TokenManners(Resource.PIECEWISE, false, null, false, HOUR);
            case EDGE ->
                    new TokenManners(
                            Resource.LOWERED, false, REGISTRATION, false, Duration.ofSeconds(30));
            case QUICK -> new TokenManners(Resource.ESCAPED, false, REGISTRATION, false, HOUR);
        };
    }

    static HttpsManners https(StockClient client) {
        return switch (client) {
            case JAVA ->
                    new HttpsManners(
                            Map.of("User-Agent", JAVA_AGENT, "Accept", "application/json"),
                            false,
                            false,
                            "");
            case NODE ->
                    new HttpsManners(
                            Map.of(
                                    "User-Agent",
                                    "azure-iot-provisioning-device/1.9.1",
                                    "Accept",
                                    "application/json"),
                            false,
                            false,
                            "{}");
            case C ->
                    new HttpsManners(
                            Map.of(
                                    "UserAgent",
                                    "prov_device_client/1.0",
                                    "Accept",
                                    "application/json",
                                    "Connection",
                                    "keep-alive"),
                            true,
                            true,
                            "");
            case CSHARP -> new HttpsManners(Map.of("User-Agent", CSHARP_AGENT), false, true, "");
            case EDGE, PYTHON, EMBEDDED, QUICK -> new HttpsManners(Map.of(), false, false, "");
        };
    }

    static MqttManners mqtt(StockClient client) {
        return switch (client) {
            case JAVA ->
                    new MqttManners(
                            "&ClientVersion=2019-03-31",
                            false,
                            230,
                            1,
                            0,
                            false,
                            false,
                            RequestIds.COUNTED,
                            MqttPollBody.NOTHING,
                            "/mqtt",
                            "mqtt");
            case NODE ->
                    new MqttManners(
                            "&ClientVersion=azure-iot-provisioning-device%2F1.9.1",
                            true,
                            180,
                            1,
                            1,
                            false,
                            true,
                            RequestIds.UUIDS,
                            MqttPollBody.BLANK,
                            WEB_SOCKET_PATH,
                            "mqtt");
            case PYTHON ->
                    new MqttManners(
                            "&ClientVersion=azure-iot-device-provisioning-py%2F2.14.0",
                            false,
                            60,
                            1,
                            1,
                            false,
                            false,
                            RequestIds.UUIDS,
                            MqttPollBody.BLANK,
                            WEB_SOCKET_PATH,
                            "mqtt");
            case C ->
                    new MqttManners(
                            "&ClientVersion=1.15.0",
                            true,
                            0,
                            1,
                            0,
                            false,
                            false,
                            RequestIds.COUNTED,
                            MqttPollBody.REGISTRATION,
                            WEB_SOCKET_PATH,
                            "MQTT");
            case CSHARP ->
                    new MqttManners(
                            "&ClientVersion=Microsoft.Azure.Devices.Provisioning.Client%2F1.20.0"
                                    + "%20%28simulated%3B%20x64%29",
                            true,
                            0,
                            1,
                            1,
                            true,
                            false,
                            RequestIds.COUNTED,
                            MqttPollBody.NOTHING,
                            "/",
                            "mqtt");
            case EMBEDDED ->
                    new MqttManners(
                            "",
                            false,
                            60,
                            1,
                            1,
                            false,
                            false,
                            RequestIds.ALWAYS_ONE,
                            MqttPollBody.NOTHING,
                            WEB_SOCKET_PATH,
                            "mqtt");
            case EDGE, QUICK ->
                    new MqttManners(
                            "&ClientVersion=berth",
                            true,
                            60,
                            1,
                            1,
                            false,
                            false,
                            RequestIds.COUNTED,
                            MqttPollBody.NOTHING,
                            WEB_SOCKET_PATH,
                            "mqtt");
        };
    }

    static AmqpManners amqp(StockClient client) {
        return switch (client) {
            case JAVA ->
                    new AmqpManners(
                            "",
                            true,
                            "provision_sender_link",
                            "provision_receiver_link",
                            Address.LEADING_SLASH,
                            JAVA_AGENT,
                            Correlation.NONE,
                            PollBody.NONE,
                            false,
                            WebSocketTarget.ABSOLUTE);
            case NODE ->
                    new AmqpManners(
                            null,
                            false,
                            "rheaSender_simulated",
                            "rheaReceiver_simulated",
                            Address.PLAIN,
                            "azure-iot-provisioning-device/1.9.1",
                            Correlation.NEW_EACH_TIME,
                            PollBody.EMPTY_VALUE,
                            true,
                            WebSocketTarget.PATH);
            case C ->
                    new AmqpManners(
                            "prov_connection",
                            false,
                            "sender_link",
                            "recv_link",
                            Address.URL,
                            null,
                            Correlation.NONE,
                            PollBody.REGISTRATION,
                            true,
                            WebSocketTarget.PATH);
            case CSHARP ->
                    new AmqpManners(
                            null,
                            false,
                            "a3f0c2d17b5e4c68912d3e4f5a6b7c8d",
                            "b4e1d3c28a6f4b79a23e4d5c6f7a8b9e",
                            Address.PLAIN,
                            CSHARP_AGENT,
                            Correlation.ALWAYS_THE_SAME,
                            PollBody.OPERATION_TYPE,
                            true,
                            WebSocketTarget.ROOT);
            case PYTHON, EMBEDDED, EDGE, QUICK ->
                    new AmqpManners(
                            null,
                            false,
                            "sender",
                            "receiver",
                            Address.PLAIN,
                            "berth",
                            Correlation.NEW_EACH_TIME,
                            PollBody.NONE,
                            true,
                            WebSocketTarget.PATH);
        };
    }
}
