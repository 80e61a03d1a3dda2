package berth.cli;

import berth.cli.allocation.DemoAllocation;
import berth.cli.allocation.Distribution;
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
import berth.cli.fleet.FleetReport;
import berth.cli.fleet.KindReport;
import berth.cli.fleet.ProvisioningDevice;
import berth.cli.fleet.RetryRules;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.connect.HubConnector;
import berth.cli.fleet.connect.NetworkConnector;
import berth.cli.fleet.connect.ServiceCommands;
import berth.cli.fleet.hub.HubReport;
import berth.cli.fleet.hub.HubVisit;
import berth.cli.fleet.hub.HubWork;
import berth.cli.text.ProgressBar;
import berth.core.allocation.AllocationPolicy;
import berth.server.PemFiles;
import berth.server.StartupProblem;
import berth.server.dev.Ready;
import berth.wire.json.AllocationPolicyJson;

import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import javax.net.ssl.TrustManager;

/// A fleet against one running service, from its enrollment to the proof that it is where it should
/// be.
final class FleetDemo {
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Ready ready;
    private final Endpoint endpoint;
    private final TrustManager[] trust;
    private final DemoAllocation allocation;
    private final DemoFleet fleet;

    private FleetDemo(
            Ready ready,
            Endpoint endpoint,
            TrustManager[] trust,
            DemoAllocation allocation,
            DemoFleet fleet) {
        this.ready = ready;
        this.endpoint = endpoint;
        this.trust = trust;
        this.allocation = allocation;
        this.fleet = fleet;
    }

    /// What came of it.
    ///
    /// @param policies by which the service says that it allocated; empty is the instance's
    record Outcome(
            FleetReport report,
            KindReport kinds,
            HubReport hubs,
            ExactlyOnce check,
            Set<Optional<AllocationPolicy>> policies,
            Distribution distribution) {
        boolean complete() {
            return report.failed().isEmpty() && check.holds() && hubs.complete();
        }
    }

    /// @throws StartupProblem when the service does not take the enrollments
    static FleetDemo enroll(Ready ready, int devices, DemoAllocation allocation)
            throws GeneralSecurityException {
        try {
            return enrolled(ready, devices, allocation);
        } catch (IOException e) {
            throw new StartupProblem("cannot enroll the fleet: " + e.getMessage(), e);
        }
    }

    private static FleetDemo enrolled(Ready ready, int devices, DemoAllocation allocation)
            throws IOException, GeneralSecurityException {
        var endpoint = endpoint(ready);
        var trust = ClientTls.trusting(endpoint.trusted());
        var size = new DemoFleet.Size("quickstart", FleetMix.all(StockClient.QUICK), devices);
        var fleet = DemoFleet.enroll(ready, endpoint, trust, size, allocation);
        return new FleetDemo(ready, endpoint, trust, allocation, fleet);
    }

    static Endpoint endpoint(Ready ready) {
        var root = PemFiles.certificate(ready.caCertificate());
        return new Endpoint(ready.deviceHost(), ready.ports().https(), List.of(root.certificate()));
    }

    static DeviceEndpoint deviceEndpoint(Ready ready) {
        var ports = ready.ports();
        return new DeviceEndpoint(
                ready.deviceHost(),
                ports.https(),
                ports.mqtt(),
                ports.amqp(),
                endpoint(ready).trusted());
    }

    DemoFleet fleet() {
        return fleet;
    }

    static ProgressBar bar(int devices) {
        return new ProgressBar(System.out, "Provisioning", devices, ProgressBar.isTerminal());
    }

    /// Provisions the whole fleet.
    ///
    /// @param random for the devices' pauses
    FleetReport provision(ProgressBar bar, DeviceListener listener, RandomGenerator random)
            throws InterruptedException {
        var habits =
                new DeviceHabits(
                        RetryRules.within(PATIENCE),
                        InstantSource.system(),
                        DeviceTime.SYSTEM,
                        random);
        var connector =
                new NetworkConnector(deviceEndpoint(ready), ready.idScope(), trust, habits.clock());
        var client = new ProvisioningDevice(connector, habits, listener);
        return new FleetReport(
                new Fleet(client::provision, Fleet.Pace.atOnce(AT_ONCE), DeviceTime.SYSTEM)
                        .provision(
                                fleet.devices(),
                                result -> bar.step(result instanceof DeviceResult.Assigned)));
    }

    static ProgressBar hubBar(int devices) {
        return new ProgressBar(System.out, "At the hubs ", devices, ProgressBar.isTerminal());
    }

    /// Sends every device that was assigned to its hub, where it does all that it can.
    HubReport visit(FleetReport report) throws GeneralSecurityException, InterruptedException {
        var bar = hubBar(report.assigned().size());
        return atHubs(
                ready,
                trust,
                assigned(fleet.devices(), report),
                AT_ONCE,
                visit -> bar.step(visit.complete()));
    }

    static HubReport atHubs(
            Ready ready,
            TrustManager[] trust,
            List<HubWork.Assigned> fleet,
            int atOnce,
            Consumer<HubVisit> onVisit)
            throws GeneralSecurityException, InterruptedException {
        var endpoint = deviceEndpoint(ready);
        var strings =
                ready.hubs().stream()
                        .collect(
                                Collectors.toMap(Ready.Hub::hostName, Ready.Hub::connectionString));
        try (var commands = new ServiceCommands(endpoint, trust, strings)) {
            return new HubWork(
                            new HubConnector(endpoint, trust),
                            commands,
                            InstantSource.system(),
                            atOnce)
                    .all(fleet, onVisit);
        }
    }

    /// The devices of a fleet that were told their hub.
    static List<HubWork.Assigned> assigned(List<SimulatedDevice> devices, FleetReport report) {
        var told =
                report.assigned().stream()
                        .collect(
                                Collectors.toMap(
                                        DeviceResult.Assigned::registrationId,
                                        Function.identity()));
        return devices.stream()
                .filter(device -> told.containsKey(device.registrationId()))
                .map(
                        device ->
                                new HubWork.Assigned(
                                        device,
                                        Objects.requireNonNull(told.get(device.registrationId()))))
                .toList();
    }

    /// Asks hubs and service about every device.
    ///
    /// @throws StartupProblem when they do not answer
    Outcome check(FleetReport report, HubReport hubs) throws GeneralSecurityException {
        try (var survey = Survey.open(ready, endpoint, trust)) {
            var policies = new LinkedHashSet<Optional<AllocationPolicy>>();
            for (var group : fleet.groups()) {
                policies.add(survey.policy(group));
            }
            var check = ExactlyOnce.judge(survey.evidence(report.results()), allocation);
            var distribution =
                    new Distribution(
                            ready.hubs().stream().map(Ready.Hub::hostName).toList(),
                            report.assigned().stream().map(DeviceResult.Assigned::hub).toList());
            var kinds = KindReport.of(fleet.devices(), report.results());
            return new Outcome(report, kinds, hubs, check, policies, distribution);
        } catch (IOException e) {
            throw new StartupProblem(
                    "the hubs and the service cannot be asked about the fleet: " + e.getMessage(),
                    e);
        }
    }

    static void say(Outcome outcome, PrintStream out) {
        out.println();
        for (var policy : outcome.policies()) {
            out.println("Allocation policy " + words(policy));
        }
        out.print(outcome.distribution().table());
        out.println();
        out.print(outcome.kinds().table());
        out.println();
        out.print(outcome.report().table());
        out.print(outcome.report().failures());
        out.print(outcome.check().sentence());
        out.println();
        out.print(outcome.hubs().table());
        out.print(outcome.hubs().sentence());
        out.print(outcome.hubs().failures());
    }

    private static String words(Optional<AllocationPolicy> policy) {
        return policy.map(
                        p ->
                                "%s ('%s' on the wire)"
                                        .formatted(
                                                DemoAllocation.words(p),
                                                AllocationPolicyJson.write(p)))
                .orElse("of the instance: the enrollments leave it open");
    }
}
