package berth.cli.fleet.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.cli.fleet.DeviceCaller;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.TpmChip;
import berth.cli.fleet.UnusableChallenge;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.stream.ScriptedStream;
import berth.core.id.ByteString;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Requests as clients write them.
class HttpsChannelTest {
    private static final Duration TIME = Duration.ofSeconds(5);

    private final ScriptedStream server = new ScriptedStream(7);
    private int connections;

    @Test
    void cNamesThePortAndEscapesTheRegistrationId() throws Exception {
        server.answer(reply(202, "Retry-After: 3\r\n", "{}"));

        var reply = channel(StockClient.C, "a:b", key()).register(TIME);

        assertThat(reply.retryAfter()).isEqualTo("3");
        assertThat(requests())
                .startsWith("PUT /0neABCDEF01/registrations/a%3Ab/register?api-version=2021-06-01 ")
                .contains(
                        "\r\nHost: dps.example:443\r\n",
                        "\r\nUserAgent: prov_device_client/1.0\r\n");
    }

    @Test
    void nodePollsWithABody() throws Exception {
        server.answer(reply(200, "", "{}"));

        channel(StockClient.NODE, "a:b", key()).poll("op", TIME);

        assertThat(requests())
                .startsWith("GET /0neABCDEF01/registrations/a:b/operations/op?api-version=")
                .contains("\r\nHost: dps.example\r\n", "\r\nContent-Length: 2\r\n")
                .endsWith("\r\n\r\n{}");
    }

    @Test
    void pollsAreSignedWithTheTokenOfTheRegistration() throws Exception {
        server.answer(reply(202, "", "{}")).answer(reply(200, "", "{}"));
        var channel = channel(StockClient.QUICK, "x", key());
        channel.register(TIME);
        channel.poll("op", TIME);

        var tokens = requests().lines().filter(line -> line.startsWith("Authorization: ")).toList();
        assertThat(tokens).hasSize(2);
        assertThat(tokens.getFirst()).isEqualTo(tokens.getLast());
    }

    @Test
    void aConnectionThatIsToBeClosedIsNotOpen() throws Exception {
        server.answer(reply(200, "Connection: close\r\n", "{}"));
        var channel = channel(StockClient.QUICK, "x", key());
        channel.poll("op", TIME);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aTpmIsChallengedAndComesBackWithAToken() throws Exception {
        var chip = new RecordingChip(Optional.empty());
        server.answer(
                        reply(
                                401,
                                "",
                                "{\"message\":\"m\",\"keyName\":\"registration\",\"authenticationKey\":\"qrs=\"}"))
                .answer(reply(202, "", "{\"status\":\"assigning\"}"));

        var reply = channel(StockClient.EDGE, "x", new DeviceCredential.Tpm(chip)).register(TIME);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(chip.imported).isEqualTo(ByteString.ofHex("aabb"));
        var rounds = List.of(requests().split("(?=PUT )"));
        assertThat(rounds).hasSize(2);
        assertThat(rounds.getFirst()).contains("endorsementKey").doesNotContain("Authorization");
        assertThat(rounds.getLast())
                .contains("Authorization: SharedAccessSignature")
                .doesNotContain("endorsementKey"); // Edge sends them once
    }

    @Test
    void aPlainRefusalIsNoChallenge() throws Exception {
        server.answer(reply(401, "", "{\"errorCode\":401002}"));
        var chip = new RecordingChip(Optional.empty());

        var reply = channel(StockClient.QUICK, "x", new DeviceCredential.Tpm(chip)).register(TIME);

        assertThat(reply.status()).isEqualTo(401);
        assertThat(chip.imported).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void aChallengeThatTheTpmDoesNotTakeIsUnusable() throws Exception {
        server.answer(reply(401, "", "{\"keyName\":\"k\",\"authenticationKey\":\"qrs=\"}"));
        var chip = new RecordingChip(Optional.of("not for this TPM"));
        var channel = channel(StockClient.QUICK, "x", new DeviceCredential.Tpm(chip));

        assertThatThrownBy(() -> channel.register(TIME))
                .isInstanceOf(UnusableChallenge.class)
                .hasMessageEndingWith("not for this TPM");
    }

    @Test
    void aChallengeWithoutAKeyNameIsUnusable() throws Exception {
        server.answer(reply(401, "", "{\"authenticationKey\":\"qrs=\"}"));
        var chip = new RecordingChip(Optional.empty());
        var channel = channel(StockClient.QUICK, "x", new DeviceCredential.Tpm(chip));

        assertThatThrownBy(() -> channel.register(TIME)).isInstanceOf(IOException.class);
    }

    /// A proxy may close after any answer; the key stays in the TPM.
    @Test
    void aConnectionThatIsClosedBetweenTheRoundsIsOpenedAgain() throws Exception {
        server.answer(
                        reply(
                                401,
                                "Connection: close\r\n",
                                "{\"keyName\":\"k\",\"authenticationKey\":\"qrs=\"}"))
                .answer(reply(202, "", "{}"));
        var chip = new RecordingChip(Optional.empty());

        var reply = channel(StockClient.QUICK, "x", new DeviceCredential.Tpm(chip)).register(TIME);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(connections).isEqualTo(2);
    }

    private HttpsChannel channel(StockClient client, String id, DeviceCredential credential)
            throws IOException {
        var device = new SimulatedDevice(id, credential, Transport.HTTPS, client);
        var caller = new DeviceCaller("0neABCDEF01", device, InstantSource.fixed(Instant.EPOCH));
        return HttpsChannel.over(
                _ -> {
                    connections++;
                    return server;
                },
                caller,
                "dps.example",
                443,
                TIME);
    }

    private String requests() {
        return new String(server.written(), StandardCharsets.UTF_8);
    }

    private static DeviceCredential key() {
        return new DeviceCredential.SymmetricKey(Secret.of(new byte[32]));
    }

    private static byte[] reply(int status, String headers, String body) {
        return "HTTP/1.1 %d Scripted\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(status, headers, body.length(), body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static final class RecordingChip implements TpmChip {
        private final Optional<String> problem;
        private ByteString imported = ByteString.EMPTY;

        RecordingChip(Optional<String> problem) {
            this.problem = problem;
        }

        @Override
        public ByteString endorsementKey() {
            return ByteString.ofHex("01");
        }

        @Override
        public ByteString storageRootKey() {
            return ByteString.ofHex("02");
        }

        @Override
        public Optional<String> importKey(ByteString authenticationKey) {
            imported = authenticationKey;
            return problem;
        }

        @Override
        public ByteString sign(ByteString message) {
            return ByteString.sha256(message.toByteArray());
        }
    }
}
