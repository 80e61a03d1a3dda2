package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.allocation.DemoAllocation;
import berth.cli.check.ExactlyOnce;
import berth.cli.check.Survey;
import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DemoFleet;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.DeviceHabits;
import berth.cli.fleet.DeviceListener;
import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.DeviceTime;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.Fleet;
import berth.cli.fleet.ProvisioningDevice;
import berth.cli.fleet.RetryRules;
import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.Mechanism;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.connect.NetworkConnector;
import berth.core.allocation.AllocationPolicy;
import berth.server.PemFiles;
import berth.server.dev.DevOptions;
import berth.server.dev.DevServer;
import berth.server.dev.Ready;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import javax.net.ssl.TrustManager;

/// The quickstart's proof is one: done to a fleet from outside, each kind of damage is found, by
/// the same questions that find nothing wrong before it.
final class SurveyIT {
    private static final String HUB_VERSION = "?api-version=2021-04-12";
    private static final String SERVICE_VERSION = "?api-version=2021-10-01";

    private static final FleetMix MIX =
            FleetMix.choose(
                    StockClient.QUICK,
                    Set.of(Transport.HTTPS),
                    Set.of(Mechanism.SYMMETRIC_KEY, Mechanism.X509));

    @TempDir private static Path folder;

    @Test
    void eachKindOfDamageIsFound() throws Exception {
        try (var server =
                DevServer.start(DevOptions.defaults(folder.resolve("data")).withPorts(0, 0, 0))) {
            var ready = server.ready();
            var ca = PemFiles.certificate(ready.caCertificate()).certificate();
            var endpoint = new Endpoint(ready.deviceHost(), ready.ports().https(), List.of(ca));
            var trust = ClientTls.trusting(endpoint.trusted());
            var hubs = ready.hubs().stream().map(Ready.Hub::hostName).toList();
            var allocation = new DemoAllocation(AllocationPolicy.STATIC, hubs, null);
            var demo =
                    DemoFleet.enroll(
                            ready,
                            endpoint,
                            trust,
                            new DemoFleet.Size("damaged", MIX, 6),
                            allocation);
            var results = provision(ready, endpoint, trust, demo);

            try (var survey = Survey.open(ready, endpoint, trust)) {
                for (var group : demo.groups()) {
                    assertThat(survey.policy(group)).contains(AllocationPolicy.STATIC);
                }
                var before = ExactlyOnce.judge(survey.evidence(results), allocation);
                assertThat(before.holds()).as(before.sentence()).isTrue();

                var ids = results.stream().map(DeviceResult::registrationId).sorted().toList();
                copy(ready, ids.get(0), hubs.getLast());
                change(ready, "DELETE", ids.get(1), hubs.getFirst(), "", true);
                forget(ready, ids.get(2));
                disable(ready, ids.get(3), hubs.getFirst());

                var after = ExactlyOnce.judge(survey.evidence(results), allocation);
                assertThat(after.doubled()).singleElement().asString().startsWith(ids.get(0));
                assertThat(after.lost())
                        .satisfiesExactlyInAnyOrder(
                                line -> assertThat(line).startsWith(ids.get(1) + ": is in no hub"),
                                line -> assertThat(line).startsWith(ids.get(2) + ": has no regis"));
                assertThat(after.misplaced()).singleElement().asString().startsWith(ids.get(3));
                assertThat(after.assigned()).isEqualTo(2);
            }
        }
    }

    private static List<DeviceResult> provision(
            Ready ready, Endpoint endpoint, TrustManager[] trust, DemoFleet demo)
            throws InterruptedException {
        var habits =
                new DeviceHabits(
                        RetryRules.within(Duration.ofSeconds(30)),
                        InstantSource.system(),
                        DeviceTime.SYSTEM,
                        new Random());
        var ports = ready.ports();
        var connector =
                new NetworkConnector(
                        new DeviceEndpoint(
                                endpoint.host(),
                                ports.https(),
                                ports.mqtt(),
                                ports.amqp(),
                                endpoint.trusted()),
                        ready.idScope(),
                        trust,
                        habits.clock());
        var client = new ProvisioningDevice(connector, habits, DeviceListener.NONE);
        return new Fleet(client::provision, Fleet.Pace.atOnce(4), DeviceTime.SYSTEM)
                .provision(demo.devices(), _ -> {});
    }

    private static void copy(Ready ready, String deviceId, String hub) throws Exception {
        change(ready, "PUT", deviceId, hub, "{\"deviceId\":\"%s\"}".formatted(deviceId), false);
    }

    private static void disable(Ready ready, String deviceId, String hub) throws Exception {
        change(
                ready,
                "PUT",
                deviceId,
                hub,
                "{\"deviceId\":\"%s\",\"status\":\"disabled\"}".formatted(deviceId),
                true);
    }

    private static void change(
            Ready ready, String method, String deviceId, String hub, String body, boolean existing)
            throws Exception {
        var connectionString =
                ready.hubs().stream()
                        .filter(one -> one.hostName().equals(hub))
                        .findFirst()
                        .orElseThrow()
                        .connectionString();
        send(
                ready,
                hub,
                connectionString,
                method,
                "/devices/" + deviceId + HUB_VERSION,
                body,
                existing);
    }

    private static void forget(Ready ready, String registrationId) throws Exception {
        send(
                ready,
                ready.serviceHost(),
                ready.serviceConnectionString(),
                "DELETE",
                "/registrations/" + registrationId + SERVICE_VERSION,
                "",
                true);
    }

    private static void send(
            Ready ready,
            String host,
            String connectionString,
            String method,
            String target,
            String body,
            boolean existing)
            throws Exception {
        var token =
                SharedAccessSignature.ofConnectionString(
                        connectionString, Instant.now().plusSeconds(600));
        var headers = new HashMap<>(Map.of("Authorization", token));
        if (existing) {
            headers.put("If-Match", "*");
        }
        var answer =
                RawHttps.to(host, host, ready.ports().https(), ready.caCertificate())
                        .send(method, target, headers, body);
        assertThat(answer.status()).as(answer.body()).isBetween(200, 204);
    }
}
