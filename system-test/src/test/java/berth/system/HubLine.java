package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.core.secret.Secret;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.sas.SasText;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Devices of the first hub of a [ChildServer], with keys made of their IDs.
final class HubLine {
    static final HubHostName HUB = new HubHostName("hub-1.test");

    private HubLine() {}

    /// @param known whether the hub is to say that it knows the session
    static RawMqtt connect(ChildServer server, String id, boolean known) throws Exception {
        var token =
                SasText.write(
                        HUB.value() + "/devices/" + id,
                        key(id),
                        Instant.now().plus(Duration.ofHours(1)),
                        null);
        StockTrust.add(server.caCertificate());
        var device = RawMqtt.to(server.address(), server.mqttPort());
        device.send(
                new MqttPacket.Connect(
                        id,
                        false,
                        60,
                        "%s/%s/?api-version=2021-04-12".formatted(HUB, id),
                        Secret.of(token.getBytes(StandardCharsets.UTF_8)),
                        null));
        assertThat(device.next()).contains(new MqttPacket.ConnAck(known, ConnectCode.ACCEPTED));
        return device;
    }

    static void create(ChildServer server, String id) throws Exception {
        var key = key(id).revealBase64();
        var answer =
                server.hub(HUB.value())
                        .send(
                                "PUT",
                                "/devices/%s?api-version=2021-04-12".formatted(id),
                                Map.of("Authorization", serviceToken(server)),
                                """
                                {"deviceId":"%s","authentication":{"type":"sas","symmetricKey":
                                 {"primaryKey":"%s","secondaryKey":"%s"}}}
                                """
                                        .formatted(id, key, key));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static Secret key(String id) {
        return Secret.of(ByteString.sha256(bytes(id).toByteArray()).toByteArray());
    }

    static String serviceToken(ChildServer server) throws Exception {
        return SharedAccessSignature.ofConnectionString(
                server.hubConnectionString(HUB.value()), Instant.now().plusSeconds(600));
    }

    static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
