package berth.cli;

import berth.cli.allocation.DemoAllocation;
import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DemoFleet;
import berth.cli.fleet.DeviceHabits;
import berth.cli.fleet.DeviceListener;
import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.DeviceTime;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.Fleet;
import berth.cli.fleet.FleetFactory;
import berth.cli.fleet.FleetReport;
import berth.cli.fleet.ProvisioningDevice;
import berth.cli.fleet.RetryRules;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.process.ReadyFile;
import berth.cli.text.ProgressBar;
import berth.core.id.RegistrationId;
import berth.core.secret.Secret;
import berth.server.PemFiles;
import berth.server.StartupProblem;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.IssuedCertificate;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

import javax.net.ssl.TrustManager;

/// `berth simulate`: a fleet of simulated devices against any DPS endpoint.
@Command(
        name = "simulate",
        description = {
            "Provisions simulated devices over HTTPS and shows how they fared. Exit code 1 if any",
            "device was not assigned.",
            "",
            "With --ready-file everything comes from a running 'berth dev', groups included; else",
            "name the endpoint, the ID scope, the CA and a group's key or certificate."
        },
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    /// What simulated devices prove themselves with.
    enum Attestation {
        KEY,
        X509,
        MIXED
    }

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "What 'berth dev --ready-file' wrote; its groups are made as needed.")
    @Nullable Path readyFile;

    @Option(
            names = "--attestation",
            paramLabel = "KIND",
            description = "With --ready-file: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    Attestation attestation = Attestation.MIXED;

    @Option(names = "--host", paramLabel = "NAME", description = "Device endpoint.")
    @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}")
    int port = 443;

    @Option(names = "--id-scope", paramLabel = "SCOPE", description = "ID scope to register in.")
    @Nullable String idScope;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM certificate of the CA that signed the server's certificate.")
    @Nullable Path ca;

    @Option(names = "--devices", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    int devices = 100;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            description = "Devices provisioning at the same time. Default: ${DEFAULT-VALUE}")
    int atOnce = 16;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description =
                    "How long one device keeps trying while the service is down, busy or slow."
                            + " Default: ${DEFAULT-VALUE}")
    int patience = 60;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Registration IDs begin with TEXT. Default: ${DEFAULT-VALUE}")
    String prefix = "sim";

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

    /// The fleet and how each of its devices calls.
    private record Target(ProvisioningDevice client, List<SimulatedDevice> fleet) {}

    @Override
    public Integer call() throws InterruptedException, GeneralSecurityException, IOException {
        checkPrefix();
        if (patience < 1) {
            throw new StartupProblem("--patience: a device needs at least a second");
        }
        var target = readyFile == null ? byOptions() : byReadyFile(readyFile);
        var before = processorTime();
        long start = System.nanoTime();
        var bar = new ProgressBar(System.out, "Provisioning", devices, ProgressBar.isTerminal());
        var results =
                new Fleet(target.client()::provision, atOnce)
                        .provision(
                                target.fleet(),
                                result -> bar.step(result instanceof DeviceResult.Assigned));
        var report = new FleetReport(results);
        System.out.print(report.table());
        System.out.print(report.failures());
        if (report.retries() > 0) {
            System.out.printf("%d requests had to be sent again%n", report.retries());
        }
        sayCost(report, processorTime().minus(before), Duration.ofNanos(System.nanoTime() - start));
        return report.failed().isEmpty() ? 0 : 1;
    }

    private void checkPrefix() {
        try {
            var _ = new RegistrationId(prefix + "-00001");
        } catch (IllegalArgumentException e) {
            throw new StartupProblem("--prefix: " + e.getMessage(), e);
        }
    }

    private Duration processorTime() {
        if (serverPid == null) {
            return Duration.ZERO;
        }
        return ProcessHandle.of(serverPid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new StartupProblem("no processor time of process " + serverPid));
    }

    private void sayCost(FleetReport report, Duration processor, Duration elapsed) {
        int assigned = report.assigned().size();
        System.out.printf("%d registrations in %.1f s%n", assigned, elapsed.toMillis() / 1000.0);
        if (serverPid != null && processor.isPositive()) {
            System.out.printf(
                    "server process: %.2f CPU-s, %.0f registrations per CPU-second%n",
                    processor.toMillis() / 1000.0, assigned * 1000.0 / processor.toMillis());
        }
    }

    private Target byReadyFile(Path file) throws IOException, GeneralSecurityException {
        var ready = ReadyFile.read(file);
        var endpoint = FleetDemo.endpoint(ready);
        var trust = ClientTls.trusting(endpoint.trusted());
        int byKey =
                switch (attestation) {
                    case KEY -> devices;
                    case X509 -> 0;
                    case MIXED -> devices / 2;
                };
        var size = new DemoFleet.Size(prefix, byKey, devices - byKey);
        var fleet = DemoFleet.enroll(ready, endpoint, trust, size, DemoAllocation.ofInstance());
        return new Target(client(endpoint, ready.idScope(), trust), fleet.devices());
    }

    private Target byOptions() throws GeneralSecurityException, IOException {
        if (host == null || idScope == null || ca == null) {
            throw new StartupProblem("give --ready-file, or --host, --id-scope and --ca");
        }
        var endpoint = new Endpoint(host, port, List.of(PemFiles.certificate(ca).certificate()));
        var trust = ClientTls.trusting(endpoint.trusted());
        return new Target(client(endpoint, idScope, trust), fleet());
    }

    private ProvisioningDevice client(Endpoint endpoint, String idScope, TrustManager[] trust) {
        var habits =
                new DeviceHabits(
                        RetryRules.within(Duration.ofSeconds(patience)),
                        InstantSource.system(),
                        DeviceTime.SYSTEM,
                        new Random());
        return new ProvisioningDevice(endpoint, idScope, trust, habits, DeviceListener.NONE);
    }

    private List<SimulatedDevice> fleet() {
        if (groupKey != null) {
            return FleetFactory.byGroupKey(FleetFactory.names(prefix, devices), groupKey(groupKey));
        }
        if (groupCa == null || groupCaKey == null) {
            throw new StartupProblem("give --group-key, or --group-ca and --group-ca-key");
        }
        var authority =
                new IssuedCertificate(
                        PemFiles.certificate(groupCa).certificate(),
                        PemFiles.privateKey(groupCaKey),
                        List.of());
        return FleetFactory.byCertificate(
                FleetFactory.names(prefix, devices),
                authority,
                new CertificateIssuer(InstantSource.system(), new SecureRandom()));
    }

    private static Secret groupKey(String text) {
        try {
            return Secret.ofBase64(text);
        } catch (IllegalArgumentException e) {
            throw new StartupProblem("--group-key: " + e.getMessage(), e);
        }
    }
}
