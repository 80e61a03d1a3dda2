package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.allocation.DemoAllocation;
import berth.cli.check.ExactlyOnce;
import berth.cli.check.Survey;
import berth.cli.fleet.ClientTls;
import berth.cli.fleet.Connector;
import berth.cli.fleet.DemoFleet;
import berth.cli.fleet.DeviceChannel;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.DeviceHabits;
import berth.cli.fleet.DeviceListener;
import berth.cli.fleet.DeviceReply;
import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.DeviceTime;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.Fleet;
import berth.cli.fleet.KindReport;
import berth.cli.fleet.Opening;
import berth.cli.fleet.ProvisioningDevice;
import berth.cli.fleet.RetryRules;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.SoftwareChip;
import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.connect.NetworkConnector;
import berth.cli.fleet.stream.Traffic;
import berth.core.secret.Secret;
import berth.core.tpm.SoftwareTpm;
import berth.server.PemFiles;
import berth.server.dev.DevOptions;
import berth.server.dev.DevServer;
import berth.server.dev.Ready;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import javax.net.ssl.TrustManager;

/// Simulated devices against the whole house: every client's habits, every transport and
/// attestation, over real sockets.
final class SimulateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir private static Path folder;
    private static DevServer server;
    private static Ready ready;
    private static Endpoint service;
    private static TrustManager[] trust;
    private static Connector connector;

    @BeforeAll
    static void start() throws Exception {
        server = DevServer.start(DevOptions.defaults(folder.resolve("data")).withPorts(0, 0, 0));
        ready = server.ready();
        var ca = PemFiles.certificate(ready.caCertificate()).certificate();
        var ports = ready.ports();
        service = new Endpoint(ready.deviceHost(), ports.https(), List.of(ca));
        trust = ClientTls.trusting(service.trusted());
        connector =
                new NetworkConnector(
                        new DeviceEndpoint(
                                ready.deviceHost(),
                                ports.https(),
                                ports.mqtt(),
                                ports.amqp(),
                                List.of(ca)),
                        ready.idScope(),
                        trust,
                        InstantSource.system());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyClientIsAssignedOverAllThatItSpeaks() throws Exception {
        var fleet = new ArrayList<SimulatedDevice>();
        for (var client : StockClient.values()) {
            var mix = FleetMix.all(client);
            fleet.addAll(enrolled(client.word(), mix, mix.kinds().size()));
        }

        var results = provision(fleet);

        assertThat(results)
                .as(KindReport.of(fleet, results).table())
                .hasSize(76)
                .allSatisfy(one -> assertThat(one).isInstanceOf(DeviceResult.Assigned.class))
                .allSatisfy(one -> assertThat(one.bytes().sent()).isPositive());
        try (var survey = Survey.open(ready, service, trust)) {
            var check = ExactlyOnce.judge(survey.evidence(results), DemoAllocation.ofInstance());
            assertThat(check.holds()).as(check.sentence()).isTrue();
        }
    }

    /// A device whose connection was cut may come back over another one, of another kind.
    @Test
    void anOperationIsPolledOverAnyTransport() throws Exception {
        for (var device : enrolled("ring", FleetMix.all(StockClient.QUICK), 13)) {
            var kinds =
                    FleetMix.all(StockClient.QUICK).kinds().stream()
                            .filter(kind -> kind.mechanism() == device.credential().mechanism())
                            .map(FleetMix.Kind::transport)
                            .toList();
            var next = kinds.get((kinds.indexOf(device.transport()) + 1) % kinds.size());
            if (next == Transport.HTTPS && device.credential() instanceof DeviceCredential.Tpm) {
                continue; // HTTPS challenges whoever registers, and this one only polls
            }

            var accepted = registered(device);
            var operation = text(accepted, "operationId");
            var polled = polled(over(device, next), operation);

            assertThat(text(polled, "operationId"))
                    .as("%s then %s", device.transport(), next)
                    .isEqualTo(operation);
        }
    }

    /// What lets the right ones in keeps the wrong ones out, over each transport.
    @Test
    void aWrongProofIsRefusedOverEveryTransport() throws Exception {
        var enrolled = enrolled("wrong", FleetMix.all(StockClient.QUICK), 13);
        var stranger = SoftwareTpm.generate(RANDOM);
        var wrong =
                enrolled.stream()
                        .map(
                                device ->
                                        new SimulatedDevice(
                                                device.registrationId(),
                                                wrong(device.credential(), stranger, enrolled),
                                                device.transport(),
                                                device.client()))
                        .toList();

        assertThat(provision(wrong))
                .hasSize(13)
                .allSatisfy(
                        result ->
                                assertThat(((DeviceResult.Failed) result).cause())
                                        .as(result.toString())
                                        .isEqualTo(DeviceResult.Cause.REFUSED));
    }

    private static DeviceCredential wrong(
            DeviceCredential right, SoftwareTpm stranger, List<SimulatedDevice> fleet) {
        return switch (right) {
            case DeviceCredential.SymmetricKey _ ->
                    new DeviceCredential.SymmetricKey(Secret.random(32, RANDOM));
            case DeviceCredential.Tpm _ -> new DeviceCredential.Tpm(new SoftwareChip(stranger));
            case DeviceCredential.Certificate own ->
                    fleet.stream()
                            .map(SimulatedDevice::credential)
                            .filter(DeviceCredential.Certificate.class::isInstance)
                            .filter(other -> !other.equals(own))
                            .findFirst()
                            .orElseThrow();
        };
    }

    private static List<SimulatedDevice> enrolled(String prefix, FleetMix mix, int devices)
            throws Exception {
        return DemoFleet.enroll(
                        ready,
                        service,
                        trust,
                        new DemoFleet.Size(prefix, mix, devices),
                        DemoAllocation.ofInstance())
                .devices();
    }

    private static List<DeviceResult> provision(List<SimulatedDevice> fleet)
            throws InterruptedException {
        var habits =
                new DeviceHabits(
                        RetryRules.within(PATIENCE),
                        InstantSource.system(),
                        DeviceTime.SYSTEM,
                        new Random());
        var client = new ProvisioningDevice(connector, habits, DeviceListener.NONE);
        return new Fleet(client::provision, Fleet.Pace.atOnce(32), DeviceTime.SYSTEM)
                .provision(fleet, _ -> {});
    }

    private static SimulatedDevice over(SimulatedDevice device, Transport transport) {
        return new SimulatedDevice(
                device.registrationId(), device.credential(), transport, device.client());
    }

    private static DeviceReply registered(SimulatedDevice device) throws Exception {
        try (var channel = channel(device)) {
            return channel.register(PATIENCE);
        }
    }

    private static DeviceReply polled(SimulatedDevice device, String operation) throws Exception {
        try (var channel = channel(device)) {
            return channel.poll(operation, PATIENCE);
        }
    }

    private static DeviceChannel channel(SimulatedDevice device) throws Exception {
        var opening = connector.opener(device, new Traffic()).open(PATIENCE);
        assertThat(opening).as(device.toString()).isInstanceOf(Opening.Open.class);
        return ((Opening.Open) opening).channel();
    }

    private static String text(DeviceReply reply, String name) throws Exception {
        var document = JsonText.parse(reply.body(), JsonLimits.DEFAULT);
        return JsonFields.requiredText(JsonFields.object(document), name);
    }
}
