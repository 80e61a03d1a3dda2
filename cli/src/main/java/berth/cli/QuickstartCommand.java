package berth.cli;

import berth.cli.allocation.DemoAllocation;
import berth.cli.allocation.SiteFunctionServer;
import berth.cli.fleet.DeviceListener;
import berth.core.allocation.AllocationPolicy;
import berth.server.StartupProblem;
import berth.server.dev.Ready;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `berth quickstart`: the whole job, shown on a fleet of simulated devices.
@Command(
        name = "quickstart",
        description = {
            "Starts a provisioning service with two hubs, provisions a fleet of simulated devices",
            "over HTTPS, MQTT, AMQP and WebSockets with symmetric keys, certificates and TPMs,"
                    + " sends",
            "each to its hub, where it does what its role allows, shows how it went, and keeps"
                    + " serving."
        },
        mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
    private static final int KILLS = 3;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description =
                    "Fleet size, spread over all transports and attestations. Default:"
                            + " ${DEFAULT-VALUE}")
    int devices = 200;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            converter = PolicyConverter.class,
            completionCandidates = PolicyConverter.Candidates.class,
            description =
                    "How hubs are chosen: ${COMPLETION-CANDIDATES}. With custom, a small allocation"
                            + " function is started too and asked. Default: evenly-weighted")
    AllocationPolicy policy = AllocationPolicy.EVENLY_WEIGHTED;

    @Option(
            names = "--once",
            description =
                    "Do not keep serving: end with 0 only if every device was assigned, is in its"
                            + " hub and works there.")
    boolean once;

    @Option(
            names = "--kill",
            description =
                    "Run the server as a process of its own and kill it (SIGKILL) again and again"
                            + " while the fleet provisions; end with 0 only if every device is"
                            + " assigned exactly once all the same.")
    boolean kill;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "How often; implies --kill. Default: " + KILLS)
    @Nullable Integer kills;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "With --kill: draws the moments. Default: a random one, which is shown.")
    @Nullable Long seed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep everything in DIR. Default: a temporary folder.")
    @Nullable Path data;

    @Mixin ServeOptions serve = new ServeOptions();

    @Override
    public Integer call() throws InterruptedException, IOException, GeneralSecurityException {
        boolean killing = kill || kills != null;
        if (devices < 0 || (killing && devices < 1)) {
            throw new StartupProblem("--devices: a fleet has devices");
        }
        var exit = ExitSteps.ofProcess();
        var folder = ServeOptions.dataFolder(data, exit);
        var function = policy == AllocationPolicy.CUSTOM ? SiteFunctionServer.start() : null;
        if (function != null) {
            exit.add(function::close);
        }
        return killing ? killed(folder, function, exit) : undisturbed(folder, function, exit);
    }

    private int undisturbed(Path folder, @Nullable SiteFunctionServer function, ExitSteps exit)
            throws InterruptedException, IOException, GeneralSecurityException {
        var stop = new CountDownLatch(1);
        exit.add(stop::countDown);
        System.out.println("Starting Berth: a provisioning service and two IoT hubs.");
        var server = serve.start(folder, System.out);
        exit.add(server::close);
        var ready = server.ready();
        var demo = FleetDemo.enroll(ready, devices, allocation(ready, function));
        var report = demo.provision(FleetDemo.bar(devices), DeviceListener.NONE, new Random());
        var outcome = demo.check(report, demo.visit(report));
        FleetDemo.say(outcome, System.out);
        sayAsked(function);
        if (!once) {
            System.out.println();
            System.out.print(Summary.of(ready, server.tlsEngine()));
            System.out.print(WhatNext.of(ready, demo.fleet(), folder));
            System.out.println("Serving. Ctrl-C stops.");
            stop.await();
        }
        return outcome.complete() ? 0 : 1;
    }

    private int killed(Path folder, @Nullable SiteFunctionServer function, ExitSteps exit)
            throws InterruptedException, IOException, GeneralSecurityException {
        long drawn = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
        Files.createDirectories(folder);
        var quickstart =
                new KillQuickstart(devices, kills == null ? KILLS : kills, drawn, System.out);
        int status = quickstart.run(serve, folder, ready -> allocation(ready, function), exit);
        sayAsked(function);
        return status;
    }

    private static void sayAsked(@Nullable SiteFunctionServer function) {
        if (function != null) {
            System.out.printf("The allocation function named a hub %d times.%n", function.placed());
        }
    }

    private DemoAllocation allocation(Ready ready, @Nullable SiteFunctionServer function) {
        return new DemoAllocation(
                policy,
                ready.hubs().stream().map(Ready.Hub::hostName).toList(),
                function == null ? null : function.url());
    }
}
