package berth.cli;

import berth.cli.allocation.DemoAllocation;
import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DemoFleet;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.DeviceHabits;
import berth.cli.fleet.DeviceListener;
import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.DeviceTime;
import berth.cli.fleet.Fleet;
import berth.cli.fleet.FleetFactory;
import berth.cli.fleet.FleetReport;
import berth.cli.fleet.ProvisioningDevice;
import berth.cli.fleet.RetryRules;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.Mechanism;
import berth.cli.fleet.connect.HubConnector;
import berth.cli.fleet.connect.NetworkConnector;
import berth.cli.fleet.hub.HubReport;
import berth.cli.fleet.hub.HubWork;
import berth.cli.process.ReadyFile;
import berth.cli.text.ProgressBar;
import berth.core.secret.Secret;
import berth.server.PemFiles;
import berth.server.StartupProblem;
import berth.wire.json.JsonText;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.IssuedCertificate;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;

/// `berth simulate`: a fleet of simulated devices against any DPS endpoint.
@Command(
        name = "simulate",
        description = {
            "Provisions simulated devices over every transport and attestation asked",
            "for, with the habits of a stock client, and shows how they fared. Exit",
            "code 1 if any device was not assigned.",
            "",
            "With --ready-file everything comes from a running 'berth dev',",
            "enrollments included; else name the endpoint, the ID scope, the CA and a",
            "group's key or certificate."
        },
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    /// The form of the result.
    enum Output {
        TABLE,
        JSON
    }

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "What 'berth dev --ready-file' wrote; its groups are made as needed.")
    @Nullable Path readyFile;

    @Option(names = "--host", paramLabel = "NAME", description = "Device endpoint.")
    @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Of HTTPS and WebSockets. Default: ${DEFAULT-VALUE}")
    int port = 443;

    @Option(names = "--mqtt-port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}")
    int mqttPort = 8883;

    @Option(names = "--amqp-port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}")
    int amqpPort = 5671;

    @Option(names = "--id-scope", paramLabel = "SCOPE", description = "ID scope to register in.")
    @Nullable String idScope;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM certificate of the CA that signed the server's certificate.")
    @Nullable Path ca;

    @Option(
            names = "--group-key",
            paramLabel = "BASE64",
            description = "Primary key of a symmetric-key enrollment group.")
    @Nullable String groupKey;

    @Option(
            names = "--group-ca",
            paramLabel = "FILE",
            description = "PEM certificate of an X.509 enrollment group; with --group-ca-key.")
    @Nullable Path groupCa;

    @Option(
            names = "--group-ca-key",
            paramLabel = "FILE",
            description = "PEM private key (PKCS#8) of that certificate.")
    @Nullable Path groupCaKey;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "Also show what the fleet cost this process, in processor time.")
    @Nullable Long serverPid;

    @Option(
            names = "--output",
            paramLabel = "FORM",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    Output output = Output.TABLE;

    @Option(
            names = "--hub",
            description =
                    "Then connect each device to its hub: telemetry, twin, a reported property and,"
                            + " with --ready-file, a command. Exit code 1 if that fails, too.")
    boolean hub;

    @Mixin FleetOptions options = new FleetOptions();

    /// The fleet and how each of its devices calls.
    private record Target(
            DeviceEndpoint endpoint, ProvisioningDevice client, List<SimulatedDevice> fleet) {}

    @Override
    public Integer call() throws InterruptedException, GeneralSecurityException, IOException {
        options.check();
        var mix = options.mix(attestations());
        var target = readyFile == null ? byOptions(mix) : byReadyFile(readyFile, mix);
        var before = processorTime();
        long start = System.nanoTime();
        var bar = bar("Provisioning", options.devices);
        var results =
                new Fleet(target.client()::provision, options.pace(), DeviceTime.SYSTEM)
                        .provision(
                                target.fleet(),
                                result -> bar.step(result instanceof DeviceResult.Assigned));
        var elapsed = Duration.ofNanos(System.nanoTime() - start);
        var processor = serverPid == null ? Duration.ZERO : processorTime().minus(before);
        var report =
                new SimulationReport(
                        target.fleet(),
                        results,
                        hub ? atHubs(target, new FleetReport(results)) : null,
                        elapsed,
                        processor);
        System.out.print(
                output == Output.JSON
                        ? JsonText.text(report.json()) + System.lineSeparator()
                        : report.text());
        return report.complete() ? 0 : 1;
    }

    private HubReport atHubs(Target target, FleetReport report)
            throws IOException, GeneralSecurityException, InterruptedException {
        var trust = ClientTls.trusting(target.endpoint().trusted());
        var fleet = FleetDemo.assigned(target.fleet(), report);
        var bar = bar("At the hubs ", fleet.size());
        int atOnce = options.pace().atOnce();
        if (readyFile != null) {
            return FleetDemo.atHubs(
                    ReadyFile.read(readyFile),
                    trust,
                    fleet,
                    atOnce,
                    visit -> bar.step(visit.complete()));
        }
        return new HubWork(
                        new HubConnector(target.endpoint(), trust),
                        null,
                        InstantSource.system(),
                        atOnce)
                .all(fleet, visit -> bar.step(visit.complete()));
    }

    /// Where it does not come between the lines of a document.
    private ProgressBar bar(String label, int devices) {
        PrintStream out = output == Output.JSON ? System.err : System.out;
        return new ProgressBar(
                out, label, devices, output == Output.TABLE && ProgressBar.isTerminal());
    }

    private Duration processorTime() {
        if (serverPid == null) {
            return Duration.ZERO;
        }
        return ProcessHandle.of(serverPid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new StartupProblem("no processor time of process " + serverPid));
    }

    private Target byReadyFile(Path file, FleetMix mix)
            throws IOException, GeneralSecurityException {
        var ready = ReadyFile.read(file);
        var endpoint = FleetDemo.endpoint(ready);
        var trust = ClientTls.trusting(endpoint.trusted());
        var size = new DemoFleet.Size(options.prefix, mix, options.devices);
        var fleet = DemoFleet.enroll(ready, endpoint, trust, size, DemoAllocation.ofInstance());
        var devicesAt = FleetDemo.deviceEndpoint(ready);
        return new Target(devicesAt, client(devicesAt, ready.idScope()), fleet.devices());
    }

    /// What is meant where the options leave it open. Without a ready file nothing can be enrolled
    /// from here, so the groups that were named say it.
    private List<String> attestations() {
        var words = new ArrayList<String>();
        if (readyFile != null || groupKey != null || groupCa == null) {
            words.add(Mechanism.SYMMETRIC_KEY.word());
        }
        if (readyFile != null || groupCa != null) {
            words.add(Mechanism.X509.word());
        }
        return words;
    }

    private Target byOptions(FleetMix mix) throws GeneralSecurityException, IOException {
        if (host == null || idScope == null || ca == null) {
            throw new StartupProblem("give --ready-file, or --host, --id-scope and --ca");
        }
        var endpoint =
                new DeviceEndpoint(
                        host,
                        port,
                        mqttPort,
                        amqpPort,
                        List.of(PemFiles.certificate(ca).certificate()));
        var fleet =
                FleetFactory.devices(
                        mix,
                        options.devices,
                        FleetFactory.numbered(options.prefix),
                        credentials(mix));
        return new Target(endpoint, client(endpoint, idScope), fleet);
    }

    private ProvisioningDevice client(DeviceEndpoint endpoint, String scope)
            throws GeneralSecurityException, IOException {
        var clock = InstantSource.system();
        var habits =
                new DeviceHabits(
                        RetryRules.within(options.patience()),
                        clock,
                        DeviceTime.SYSTEM,
                        new Random());
        var connector =
                new NetworkConnector(
                        endpoint, scope, ClientTls.trusting(endpoint.trusted()), clock);
        return new ProvisioningDevice(connector, habits, DeviceListener.NONE);
    }

    private Map<Mechanism, Function<String, DeviceCredential>> credentials(FleetMix mix) {
        var credentials =
                new EnumMap<Mechanism, Function<String, DeviceCredential>>(Mechanism.class);
        for (var kind : mix.kinds()) {
            credentials.computeIfAbsent(kind.mechanism(), this::credentials);
        }
        return credentials;
    }

    private Function<String, DeviceCredential> credentials(Mechanism mechanism) {
        return switch (mechanism) {
            case SYMMETRIC_KEY -> {
                if (groupKey == null) {
                    throw new StartupProblem("devices with symmetric-key: give --group-key");
                }
                yield FleetFactory.groupKey(groupKey(groupKey));
            }
            case X509 -> {
                if (groupCa == null || groupCaKey == null) {
                    throw new StartupProblem(
                            "devices with x509: give --group-ca and --group-ca-key");
                }
                yield FleetFactory.authority(
                        new IssuedCertificate(
                                PemFiles.certificate(groupCa).certificate(),
                                PemFiles.privateKey(groupCaKey),
                                List.of()),
                        new CertificateIssuer(InstantSource.system(), new SecureRandom()));
            }
            case TPM ->
                    throw new StartupProblem(
                            "devices with tpm are enrolled one by one: give --ready-file");
        };
    }

    private static Secret groupKey(String text) {
        try {
            return Secret.ofBase64(text);
        } catch (IllegalArgumentException e) {
            throw new StartupProblem("--group-key: " + e.getMessage(), e);
        }
    }
}
