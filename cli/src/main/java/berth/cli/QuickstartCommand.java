package berth.cli;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DemoFleet;
import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.Fleet;
import berth.cli.fleet.FleetReport;
import berth.cli.fleet.ProvisioningDevice;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.text.ProgressBar;
import berth.server.PemFiles;
import berth.server.dev.Ready;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.TrustManager;

/// `berth quickstart`: the whole job, shown on a fleet of simulated devices.
@Command(
        name = "quickstart",
        description = {
            "Starts a provisioning service with two hubs, provisions a fleet of simulated devices",
            "through its TLS endpoint, shows how it went, and keeps serving."
        },
        mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
    private static final int AT_ONCE = 16;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "Fleet size; half by key, half by certificate. Default: ${DEFAULT-VALUE}")
    int devices = 200;

    @Option(
            names = "--once",
            description =
                    "Do not keep serving: end with 0 only if every device was assigned and is in"
                            + " its hub.")
    boolean once;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep everything in DIR. Default: a temporary folder.")
    @Nullable Path data;

    @Mixin ServeOptions serve = new ServeOptions();

    @Override
    public Integer call() throws InterruptedException, IOException, GeneralSecurityException {
        var stop = new CountDownLatch(1);
        var folder = ServeOptions.dataFolder(data);
        System.out.println("Starting Berth: a provisioning service and two IoT hubs.");
        var server = serve.start(folder, System.out);
        DevCommand.stopOnShutdown(server, stop);
        var ready = server.ready();
        var endpoint = endpoint(ready);
        var trust = ClientTls.trusting(endpoint.trusted());

        var size = new DemoFleet.Size("quickstart", devices / 2, devices - devices / 2);
        var demo = DemoFleet.enroll(ready, endpoint, trust, size);
        var report = provision(ready, endpoint, trust, demo.devices());
        var check = HubCheck.of(ready, endpoint, trust, report.assigned());

        System.out.println();
        System.out.print(report.table());
        System.out.print(report.failures());
        System.out.println(check.sentence());
        boolean complete = report.assigned().size() == devices && check.missing().isEmpty();
        if (once) {
            return complete ? 0 : 1;
        }
        System.out.println();
        System.out.print(Summary.of(ready, server.tlsEngine()));
        System.out.print(WhatNext.of(ready, demo, folder));
        System.out.println("Serving. Ctrl-C stops.");
        stop.await();
        return complete ? 0 : 1;
    }

    static Endpoint endpoint(Ready ready) {
        var root = PemFiles.certificate(ready.caCertificate());
        return new Endpoint(ready.deviceHost(), ready.ports().https(), List.of(root.certificate()));
    }

    private static FleetReport provision(
            Ready ready, Endpoint endpoint, TrustManager[] trust, List<SimulatedDevice> devices)
            throws InterruptedException {
        var client =
                new ProvisioningDevice(
                        endpoint,
                        ready.idScope(),
                        trust,
                        Duration.ofMinutes(1),
                        InstantSource.system());
        var bar =
                new ProgressBar(
                        System.out, "Provisioning", devices.size(), ProgressBar.isTerminal());
        var results =
                new Fleet(client, AT_ONCE)
                        .provision(
                                devices,
                                result -> bar.step(result instanceof DeviceResult.Assigned));
        return new FleetReport(results);
    }
}
