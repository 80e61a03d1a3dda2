package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.Connector;
import berth.cli.fleet.DeviceChannel;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.Opening;
import berth.cli.fleet.ServiceClient;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.connect.NetworkConnector;
import berth.cli.fleet.stream.Traffic;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.server.PemFiles;
import berth.server.dev.DevOptions;
import berth.server.dev.DevServer;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.TrustManager;

/// Keys are rolled while devices are in the field: the secondary becomes the primary and a fresh
/// one takes its place. Whoever has either of the new pair goes on, the old one is out at once, on
/// connections that are open too.
final class KeyRollIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String VERSION = "?api-version=2021-10-01";
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir private static Path folder;
    private static DevServer server;
    private static Endpoint service;
    private static TrustManager[] trust;
    private static Connector connector;

    private final Secret first = Secret.random(64, RANDOM);
    private final Secret second = Secret.random(64, RANDOM);
    private final Secret third = Secret.random(64, RANDOM);

    @BeforeAll
    static void start() throws Exception {
        server = DevServer.start(DevOptions.defaults(folder.resolve("data")).withPorts(0, 0, 0));
        var ready = server.ready();
        var ca = List.of(PemFiles.certificate(ready.caCertificate()).certificate());
        var ports = ready.ports();
        service = new Endpoint(ready.serviceHost(), ports.https(), ca);
        trust = ClientTls.trusting(ca);
        connector =
                new NetworkConnector(
                        new DeviceEndpoint(
                                ready.deviceHost(), ports.https(), ports.mqtt(), ports.amqp(), ca),
                        ready.idScope(),
                        trust,
                        InstantSource.system());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void ofAnIndividualEnrollment(Transport transport) throws Exception {
        var id = "one-" + transport.word();
        var target = "/enrollments/" + id + VERSION;
        var idMember = "\"registrationId\": \"%s\"".formatted(id);

        put(target, idMember, first, second);
        try (var open = opened(device(id, first, transport))) {
            assertThat(open.register(PATIENCE).status()).isBetween(200, 202);
            assertThat(status(device(id, second, transport))).isBetween(200, 202);

            put(target, idMember, second, third);

            assertThat(open.register(PATIENCE).status()).as("on an open connection").isEqualTo(401);
        }
        assertThat(status(device(id, first, transport))).isEqualTo(401);
        assertThat(status(device(id, second, transport))).isBetween(200, 202);
        assertThat(status(device(id, third, transport))).isBetween(200, 202);
    }

    @ParameterizedTest
    @EnumSource
    void ofAGroup(Transport transport) throws Exception {
        var id = "many-" + transport.word();
        var group = "line-" + transport.word().toLowerCase(Locale.ROOT);
        var target = "/enrollmentGroups/" + group + VERSION;
        var idMember = "\"enrollmentGroupId\": \"%s\"".formatted(group);

        put(target, idMember, first, second);
        try (var open = opened(device(id, derived(first, id), transport))) {
            assertThat(open.register(PATIENCE).status()).isBetween(200, 202);
            assertThat(status(device(id, derived(second, id), transport))).isBetween(200, 202);

            put(target, idMember, second, third);

            assertThat(open.register(PATIENCE).status()).as("on an open connection").isEqualTo(401);
        }
        assertThat(status(device(id, derived(first, id), transport))).isEqualTo(401);
        assertThat(status(device(id, derived(second, id), transport))).isBetween(200, 202);
        assertThat(status(device(id, derived(third, id), transport))).isBetween(200, 202);
    }

    private static Secret derived(Secret group, String id) {
        return new SymmetricKeys(group, group).derive(id).primary();
    }

    private static SimulatedDevice device(String id, Secret key, Transport transport) {
        return new SimulatedDevice(
                id, new DeviceCredential.SymmetricKey(key), transport, StockClient.QUICK);
    }

    private static void put(String target, String id, Secret primary, Secret secondary)
            throws Exception {
        var body =
                """
                {%s, "attestation": {"type": "symmetricKey",
                 "symmetricKey": {"primaryKey": "%s", "secondaryKey": "%s"}}}\
                """
                        .formatted(id, primary.revealBase64(), secondary.revealBase64());
        try (var client =
                ServiceClient.open(
                        service,
                        ClientTls.anonymous(trust),
                        server.ready().serviceConnectionString(),
                        InstantSource.system())) {
            client.put(target, JsonText.parse(body, JsonLimits.DEFAULT));
        }
    }

    private static DeviceChannel opened(SimulatedDevice device) throws Exception {
        var opening = connector.opener(device, new Traffic()).open(PATIENCE);
        assertThat(opening).as(device.toString()).isInstanceOf(Opening.Open.class);
        return ((Opening.Open) opening).channel();
    }

    /// Of a registration over a new connection; 401 also if the connection itself is refused.
    private static int status(SimulatedDevice device) throws Exception {
        return switch (connector.opener(device, new Traffic()).open(PATIENCE)) {
            case Opening.TurnedAway(var reason, var passes) -> {
                assertThat(passes).as(reason).isFalse();
                yield 401;
            }
            case Opening.Open(var channel) -> {
                try (channel) {
                    yield channel.register(PATIENCE).status();
                }
            }
        };
    }
}
