package berth.cli;

import berth.cli.allocation.DemoAllocation;
import berth.cli.fleet.FleetReport;
import berth.cli.kill.KillPlan;
import berth.cli.kill.Killer;
import berth.cli.process.OwnProgram;
import berth.cli.process.ServerProcess;
import berth.cli.text.Table;
import berth.server.StartupProblem;
import berth.server.dev.Ready;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/// The quickstart with a server that is killed while the fleet provisions. The fleet, the plan and
/// the proof are in this process, the server in another one; only the data folder connects one
/// start of the server with the next.
///
/// @param out where it is told
record KillQuickstart(int devices, int kills, long seed, PrintStream out) {
    /// @return 0 if every device is assigned exactly once and every kill took place
    int run(
            ServeOptions serve,
            Path data,
            Function<Ready, DemoAllocation> allocation,
            ExitSteps exit)
            throws InterruptedException, IOException, GeneralSecurityException {
        var random = new Random(seed);
        var plan = plan(random);
        out.println(
                "Starting Berth as a process of its own: a provisioning service, two IoT hubs.");
        var server =
                new ServerProcess(
                        OwnProgram.running(Main.class),
                        data,
                        ServeOptions.temporaryFolder(exit),
                        before -> serve.arguments(before, random));
        exit.add(server::close);
        try (server) {
            var ready = server.start();
            out.printf(
                    "It listens on port %d and will be killed %d times; --seed %d repeats that.%n",
                    ready.ports().https(), kills, seed);
            var demo = FleetDemo.enroll(ready, devices, allocation.apply(ready));
            return run(demo, server, plan, random);
        }
    }

    private KillPlan plan(Random random) {
        try {
            return KillPlan.draw(kills, devices, random);
        } catch (IllegalArgumentException e) {
            throw new StartupProblem("--kills: " + e.getMessage(), e);
        }
    }

    private int run(FleetDemo demo, ServerProcess server, KillPlan plan, Random random)
            throws InterruptedException, GeneralSecurityException {
        var bar = FleetDemo.bar(devices);
        var killer =
                new Killer(
                        server,
                        plan,
                        outage ->
                                bar.note(
                                        "Killed the server at device %d; ready again after %s."
                                                .formatted(
                                                        outage.kill().afterAcknowledged(),
                                                        seconds(outage.readyAfter()))));
        FleetDemo.Outcome outcome;
        try (killer) {
            outcome = outcome(demo, server, killer, demo.provision(bar, killer, random));
        }
        FleetDemo.say(outcome, out);
        out.println();
        out.print(table(killer.outages()));
        out.print(summary(outcome, killer.outages()));
        boolean allKills = killer.outages().size() == kills;
        if (!allKills) {
            out.println("Not every kill took place, so this proves less than was asked for.");
        }
        return outcome.complete() && allKills ? 0 : 1;
    }

    /// @throws StartupProblem when the server did not come back or cannot be asked
    private FleetDemo.Outcome outcome(
            FleetDemo demo, ServerProcess server, Killer killer, FleetReport report)
            throws GeneralSecurityException, InterruptedException {
        killer.close(); // a restart may be under way
        if (killer.problem().isPresent()) {
            out.print(report.table());
            out.print(report.failures());
            throw killer.problem().get();
        }
        try {
            return demo.check(report, demo.visit(report));
        } catch (StartupProblem e) {
            throw new StartupProblem(
                    "%s; the server wrote:%n%s".formatted(e.getMessage(), server.logged()), e);
        }
    }

    private static String table(List<Killer.Outage> outages) {
        var table = new Table("kill", "at device", "ready again after");
        for (var outage : outages) {
            table.row(
                    String.valueOf(outage.number()),
                    String.valueOf(outage.kill().afterAcknowledged()),
                    seconds(outage.readyAfter()));
        }
        return table.text();
    }

    private String summary(FleetDemo.Outcome outcome, List<Killer.Outage> outages) {
        var text = new StringBuilder("\n");
        var check = outcome.check();
        Summary.line(text, "kills", String.valueOf(outages.size()));
        Summary.line(text, "devices", String.valueOf(check.devices()));
        Summary.line(text, "assigned", String.valueOf(check.assigned()));
        Summary.line(text, "doubled", String.valueOf(check.doubled().size()));
        Summary.line(text, "lost", String.valueOf(check.lost().size()));
        Summary.line(text, "misplaced", String.valueOf(check.misplaced().size()));
        Summary.line(text, "retries", String.valueOf(outcome.report().retries()));
        Summary.line(text, "slowest device", seconds(outcome.report().slowest()));
        text.append(
                check.holds()
                        ? "Every device is assigned exactly once.\n"
                        : "NOT every device is assigned exactly once.\n");
        return text.toString();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
