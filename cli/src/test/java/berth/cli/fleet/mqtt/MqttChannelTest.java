package berth.cli.fleet.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.cli.fleet.DeviceCaller;
import berth.cli.fleet.DeviceChannel;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceReply;
import berth.cli.fleet.Opening;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.stream.ScriptedStream;
import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.testkit.x509.TestCertificates;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Packets as clients send them, and what they make of the answers. The hexadecimal ones are V6 of
/// dps-device-protocol, section 10.
class MqttChannelTest {
    private static final String CONNECT =
            "104b00044d5154540480003c00066465762d30310037306e6541424344454630312f726567697374726174696f6e732f6465762d30312f6170692d76657273696f6e3d323031392d30332d3331";
    private static final String SUBSCRIBE =
            "821d00010018246470732f726567697374726174696f6e732f7265732f2301";
    private static final String REGISTER =
            "324d002e246470732f726567697374726174696f6e732f5055542f696f746470732d72656769737465722f3f247269643d3100027b22726567697374726174696f6e4964223a226465762d3031227d";
    private static final String ANSWER =
            "3292010030246470732f726567697374726174696f6e732f7265732f3230322f3f247269643d312672657472792d61667465723d3300017b226f7065726174696f6e4964223a22342e303132333435363738396162636465662e30303131323233332d343435352d343637372d383839392d616162626363646465656666222c22737461747573223a2261737369676e696e67227d";
    private static final String POLL =
            "307f007d246470732f726567697374726174696f6e732f4745542f696f746470732d6765742d6f7065726174696f6e7374617475732f3f247269643d32266f7065726174696f6e49643d342e303132333435363738396162636465662e30303131323233332d343435352d343637372d383839392d616162626363646465656666";
    private static final String OPERATION =
            "4.0123456789abcdef.00112233-4455-4677-8899-aabbccddeeff";
    private static final String CONNACK = "20020000";
    private static final String SUBACK = "9003000101";
    private static final Duration TIME = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 4096})
    void theGoldenConversationIsSpokenWhereverTheBytesAreCut(int pieces) throws Exception {
        var server =
                new ScriptedStream(pieces)
                        .answer(hex(CONNACK + SUBACK))
                        .answer(hex("40020002" + ANSWER));
        var channel = open(server, device(StockClient.EMBEDDED, certificate()));

        var reply = channel.register(TIME);

        assertThat(reply)
                .isEqualTo(
                        new DeviceReply(
                                "MQTT",
                                202,
                                "3",
                                "{\"operationId\":\"%s\",\"status\":\"assigning\"}"
                                        .formatted(OPERATION)));
        assertThat(HexFormat.of().formatHex(server.written()))
                .isEqualTo(CONNECT + SUBSCRIBE + REGISTER + "40020001");
    }

    @Test
    void theGoldenPollIsJavas() throws Exception {
        var server =
                new ScriptedStream(4096)
                        .answer(hex(CONNACK + SUBACK + ANSWER))
                        .answer(answer("$dps/registrations/res/200/?$rid=2", "{}"));
        var channel = open(server, device(StockClient.JAVA, key()));
        channel.register(TIME);

        channel.poll(OPERATION, TIME);

        assertThat(HexFormat.of().formatHex(server.written())).contains(POLL);
    }

    @ParameterizedTest
    @CsvSource({
        "JAVA, false, 230, &ClientVersion=2019-03-31",
        "NODE, true, 180, &ClientVersion=azure-iot-provisioning-device%2F1.9.1",
        "PYTHON, false, 60, &ClientVersion=azure-iot-device-provisioning-py%2F2.14.0",
        "C, true, 0, &ClientVersion=1.15.0"
    })
    void aClientIntroducesItselfInItsOwnWay(
            StockClient client, boolean clean, int keepAlive, String tail) throws Exception {
        var server = new ScriptedStream(4096).answer(hex(CONNACK + SUBACK));
        open(server, device(client, key()));

        var connect = (MqttPacket.Connect) packets(server.written()).getFirst();
        assertThat(connect.clientId()).isEqualTo("dev-01");
        assertThat(connect.cleanSession()).isEqualTo(clean);
        assertThat(connect.keepAliveSeconds()).isEqualTo(keepAlive);
        assertThat(connect.userName())
                .isEqualTo(
                        "0neABCDEF01/registrations/dev-01/api-version=%s%s",
                        client.apiVersion(), tail);
        assertThat(connect.password()).isNotNull();
    }

    @Test
    void whoeverIsNotLetInIsToldWhy() throws Exception {
        assertThat(opening("20020005"))
                .isEqualTo(new Opening.TurnedAway("CONNACK 5 (NOT_AUTHORIZED)", false));
        assertThat(opening("20020003"))
                .isEqualTo(new Opening.TurnedAway("CONNACK 3 (SERVER_UNAVAILABLE)", true));
    }

    @Test
    void aSessionThatCannotBeIsNoConnection() throws Exception {
        assertThat(opening("20020100")).isInstanceOf(Opening.TurnedAway.class);
    }

    @Test
    void aSubscriptionThatIsNotGrantedIsNoConnection() {
        assertThatThrownBy(() -> opening(CONNACK + "9003000180")).isInstanceOf(IOException.class);
    }

    @Test
    void csharpBreaksUponAnAnswerBeforeItsAcknowledgement() throws Exception {
        var early = answer("$dps/registrations/res/202/?$rid=1", "{}");
        var server = new ScriptedStream(4096).answer(hex(CONNACK + SUBACK)).answer(early);
        var strict = open(server, device(StockClient.CSHARP, key()));
        assertThatThrownBy(() -> strict.register(TIME)).hasMessageContaining("before the PUBACK");

        var other = new ScriptedStream(4096).answer(hex(CONNACK + SUBACK)).answer(early);
        assertThat(open(other, device(StockClient.QUICK, key())).register(TIME).status())
                .isEqualTo(202);
    }

    @Test
    void anAnswerToAnotherRequestIsNone() throws Exception {
        var server =
                new ScriptedStream(4096)
                        .answer(hex(CONNACK + SUBACK))
                        .answer(answer("$dps/registrations/res/202/?$rid=9", "{}"));
        var channel = open(server, device(StockClient.QUICK, key()));

        assertThatThrownBy(() -> channel.register(TIME)).hasMessageContaining("not an answer to");
    }

    @Test
    void aServerThatHangsUpOrIsSilentHasNotAnswered() throws Exception {
        var gone = new ScriptedStream(4096).answer(hex(CONNACK + SUBACK)).end();
        var channel = open(gone, device(StockClient.QUICK, key()));
        assertThatThrownBy(() -> channel.register(TIME)).isInstanceOf(IOException.class);

        var silent =
                open(
                        new ScriptedStream(9).answer(hex(CONNACK + SUBACK)),
                        device(StockClient.C, key()));
        assertThatThrownBy(() -> silent.register(TIME)).isInstanceOf(IOException.class);
    }

    @Test
    void nodeUnsubscribesBeforeItLeaves() throws Exception {
        var server = new ScriptedStream(4096).answer(hex(CONNACK + SUBACK));
        open(server, device(StockClient.NODE, key())).close();

        assertThat(packets(server.written()))
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(MqttPacket.Connect.class),
                        second -> assertThat(second).isInstanceOf(MqttPacket.Subscribe.class),
                        third -> assertThat(third).isInstanceOf(MqttPacket.Unsubscribe.class),
                        fourth -> assertThat(fourth).isInstanceOf(MqttPacket.Disconnect.class));
        assertThat(server.isClosed()).isTrue();
    }

    private static Opening opening(String answers) throws IOException {
        return MqttChannel.over(
                new ScriptedStream(4096).answer(hex(answers)),
                caller(device(StockClient.QUICK, key())),
                TIME);
    }

    private static DeviceChannel open(ScriptedStream server, SimulatedDevice device)
            throws IOException {
        return ((Opening.Open) MqttChannel.over(server, caller(device), TIME)).channel();
    }

    private static DeviceCaller caller(SimulatedDevice device) {
        return new DeviceCaller("0neABCDEF01", device, InstantSource.fixed(Instant.EPOCH));
    }

    private static SimulatedDevice device(StockClient client, DeviceCredential credential) {
        return new SimulatedDevice("dev-01", credential, Transport.MQTT, client);
    }

    private static DeviceCredential key() {
        return new DeviceCredential.SymmetricKey(Secret.of(new byte[32]));
    }

    private static DeviceCredential certificate() {
        var issued = TestCertificates.device("dev-01").issue();
        return new DeviceCredential.Certificate(issued.key(), List.of(issued.certificate()));
    }

    private static byte[] answer(String topic, String body) {
        var bytes =
                MqttWriter.bytes(
                        Publish.atMostOnce(
                                topic, ByteString.of(body.getBytes(StandardCharsets.UTF_8))));
        var array = new byte[bytes.remaining()];
        bytes.get(array);
        return array;
    }

    private static List<MqttPacket> packets(byte[] bytes) {
        var reader = new MqttReader(4096);
        var input = ByteBuffer.wrap(bytes);
        var packets = new ArrayList<MqttPacket>();
        while (reader.next(input) instanceof MqttRead.Complete(var packet)) {
            packets.add(packet);
        }
        return packets;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
