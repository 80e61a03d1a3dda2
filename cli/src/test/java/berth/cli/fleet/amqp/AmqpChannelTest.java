package berth.cli.fleet.amqp;

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
import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.testkit.x509.TestCertificates;

import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.engine.Sasl.SaslOutcome;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A device over AMQP against a server as the contract has it.
class AmqpChannelTest {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final String ASSIGNING = "{\"operationId\":\"op\",\"status\":\"assigning\"}";

    @Test
    void aDeviceWithAKeyRegistersAndPollsOverOnePairOfLinks() throws Exception {
        var server = ProtonPeer.withSasl().answer(ASSIGNING).answer("{}");
        var channel = open(server, key(StockClient.QUICK));

        assertThat(channel.register(TIME)).isEqualTo(new DeviceReply("AMQP", 200, "3", ASSIGNING));
        assertThat(channel.poll("op", TIME).body()).isEqualTo("{}");

        assertThat(text(server.responses().getFirst()))
                .startsWith("\0" + "0neABCDEF01/registrations/dev-01\0SharedAccessSignature sr=");
        assertThat(server.opened()).contains("host dps.example");
        assertThat(server.requests().getFirst().getCorrelationId())
                .isNotNull()
                .isNotEqualTo(server.requests().getLast().getCorrelationId());
        assertThat(server.requests().getLast().getApplicationProperties().getValue())
                .containsEntry("iotdps-operation-id", "op");
        assertThat(server.settledByClient()).isEqualTo(2);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aDeviceWithACertificateBeginsWithoutSasl() throws Exception {
        var server = ProtonPeer.withoutSasl().answer(ASSIGNING);
        var issued = TestCertificates.device("dev-01").issue();
        var channel =
                open(
                        server,
                        device(
                                new DeviceCredential.Certificate(
                                        issued.key(), List.of(issued.certificate())),
                                StockClient.NODE));

        assertThat(channel.register(TIME).body()).isEqualTo(ASSIGNING);
        assertThat(server.responses()).isEmpty();
    }

    @Test
    void aDeviceWithATpmGoesThroughItsChallenge() throws Exception {
        var chip = new Vectors();
        var server =
                ProtonPeer.withSasl()
                        .challenge(ByteString.ofHex("00"))
                        .challenge(ByteString.ofHex("80aa"))
                        .challenge(ByteString.ofHex("c1bb"))
                        .answer(ASSIGNING);

        var channel = open(server, device(new DeviceCredential.Tpm(chip), StockClient.JAVA));

        assertThat(channel.register(TIME).body()).isEqualTo(ASSIGNING);
        assertThat(chip.imported()).isEqualTo(ByteString.ofHex("aabb"));
        assertThat(server.responses()).hasSize(4);
        assertThat(text(server.responses().getLast())).startsWith("\0SharedAccessSignature sr=");
    }

    @Test
    void aRefusedProofAndABusyServerAreToldApart() throws Exception {
        assertThat(opening(ProtonPeer.withSasl().outcome(SaslOutcome.PN_SASL_AUTH)))
                .isEqualTo(new Opening.TurnedAway("SASL outcome 1", false));
        assertThat(opening(ProtonPeer.withSasl().outcome(SaslOutcome.PN_SASL_TEMP)))
                .isEqualTo(new Opening.TurnedAway("SASL outcome 4", true));
    }

    @Test
    void aConnectionThatIsClosedAtOnceSaysWhy() throws Exception {
        var opening =
                (Opening.TurnedAway)
                        opening(
                                ProtonPeer.withSasl()
                                        .goodbye(
                                                "amqp:unauthorized-access",
                                                "{\"errorCode\":401002}"));

        assertThat(opening.passes()).isFalse();
        assertThat(opening.reason()).contains("amqp:unauthorized-access", "401002");
    }

    @Test
    void aRejectedRequestIsAnAnswer() throws Exception {
        var server =
                ProtonPeer.withSasl()
                        .reject("amqp:not-found", "{\"errorCode\":404202}")
                        .answer(ASSIGNING);
        var channel = open(server, key(StockClient.QUICK));

        assertThat(channel.poll("gone", TIME).status()).isEqualTo(404);
        assertThat(channel.register(TIME).status()).isEqualTo(200);
    }

    @Test
    void aSilentServerHasNotAnswered() throws Exception {
        var channel = open(ProtonPeer.withSasl(), key(StockClient.QUICK));

        assertThatThrownBy(() -> channel.register(TIME)).isInstanceOf(IOException.class);
    }

    @Test
    void javaHasItsOwnAddressAndBodiesAndNeverSettles() throws Exception {
        var server = ProtonPeer.withSasl().answer(ASSIGNING).answer("{}");
        var channel = open(server, key(StockClient.JAVA));
        channel.register(TIME);
        channel.poll("op", TIME);

        assertThat(server.opened())
                .contains(
                        "container ''",
                        "host dps.example:5671",
                        "to /0neABCDEF01/registrations/dev-01",
                        "from /0neABCDEF01/registrations/dev-01")
                .anyMatch(line -> line.contains("com.microsoft:api-version=2019-03-31"))
                .anyMatch(line -> line.contains("com.microsoft:client-version=com.microsoft"));
        assertThat(server.requests().getFirst().getCorrelationId()).isNull();
        assertThat(server.requests().getLast().getBody()).isNull();
        assertThat(server.settledByClient()).isZero();
    }

    @Test
    void cAndCsharpPollWithBodiesOfTheirOwn() throws Exception {
        var c = ProtonPeer.withSasl().answer("{}");
        open(c, key(StockClient.C)).poll("op", TIME);
        assertThat(c.opened()).contains("to amqps://dps.example/0neABCDEF01/registrations/dev-01");
        assertThat(((Data) c.requests().getFirst().getBody()).getValue().getLength()).isPositive();

        var csharp = ProtonPeer.withSasl().answer(ASSIGNING).answer("{}");
        var channel = open(csharp, key(StockClient.CSHARP));
        channel.register(TIME);
        channel.poll("op", TIME);
        var first = csharp.requests().getFirst();
        var last = csharp.requests().getLast();
        assertThat(((Data) first.getBody()).getValue().getLength()).isZero();
        assertThat(((AmqpValue) last.getBody()).getValue()).isEqualTo("iotdps-get-operationstatus");
        assertThat(first.getCorrelationId()).isEqualTo(last.getCorrelationId());
    }

    private static Opening opening(ProtonPeer server) throws IOException {
        return AmqpOpening.over(server, caller(key(StockClient.QUICK)), "dps.example", 5671, TIME);
    }

    private static DeviceChannel open(ProtonPeer server, SimulatedDevice device)
            throws IOException {
        var opening = AmqpOpening.over(server, caller(device), "dps.example", 5671, TIME);
        return ((Opening.Open) opening).channel();
    }

    private static DeviceCaller caller(SimulatedDevice device) {
        return new DeviceCaller("0neABCDEF01", device, InstantSource.fixed(Instant.EPOCH));
    }

    private static SimulatedDevice key(StockClient client) {
        return device(new DeviceCredential.SymmetricKey(Secret.of(new byte[32])), client);
    }

    private static SimulatedDevice device(DeviceCredential credential, StockClient client) {
        return new SimulatedDevice("dev-01", credential, Transport.AMQP, client);
    }

    private static String text(ByteString bytes) {
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }
}
