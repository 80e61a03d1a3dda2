package berth.cli;

import berth.cli.operate.AllocationCommand;
import berth.cli.operate.DeviceCommand;
import berth.cli.operate.HubsCommand;
import berth.cli.operate.UsageCommand;
import berth.cli.operate.WorkCommand;
import berth.net.PortUnavailable;
import berth.server.StartupProblem;
import berth.store.sealing.KeyFileRefused;
import berth.store.sql.SchemaRefused;
import berth.store.sql.StoreLocked;

import org.slf4j.LoggerFactory;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.PrintWriter;

/// `berth`: the one program.
@Command(
        name = "berth",
        description = "Self-hosted device provisioning, wire-compatible with Azure IoT Hub DPS.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            QuickstartCommand.class,
            DevCommand.class,
            SimulateCommand.class,
            HubsCommand.class,
            DeviceCommand.class,
            AllocationCommand.class,
            WorkCommand.class,
            UsageCommand.class,
            HubLoadCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    /// A start that its operator has to mend. After sysexits.h, EX_CONFIG.
    static final int EXIT_PROBLEM = 78;

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(
                (problem, _) -> {
                    say(problem.getCommandLine().getErr(), String.valueOf(problem.getMessage()));
                    if (problem.getCommandLine().getParent() == null) {
                        problem.getCommandLine().usage(problem.getCommandLine().getErr());
                        return CommandLine.ExitCode.USAGE;
                    }
                    problem.getCommandLine()
                            .getErr()
                            .println(
                                    "Try '%s --help'."
                                            .formatted(
                                                    problem.getCommandLine()
                                                            .getCommandSpec()
                                                            .qualifiedName()));
                    return CommandLine.ExitCode.USAGE;
                });
        line.setExecutionExceptionHandler(
                (problem, command, _) -> {
                    if (isForOperator(problem)) {
                        say(command.getErr(), String.valueOf(problem.getMessage()));
                        return EXIT_PROBLEM;
                    }
                    LoggerFactory.getLogger(Main.class).error("unexpected error", problem);
                    return CommandLine.ExitCode.SOFTWARE;
                });
        return line;
    }

    private static boolean isForOperator(Exception problem) {
        return problem instanceof StartupProblem
                || problem instanceof PortUnavailable
                || problem instanceof StoreLocked
                || problem instanceof SchemaRefused
                || problem instanceof KeyFileRefused;
    }

    private static void say(PrintWriter err, String message) {
        err.println("berth: " + message);
    }

    /// The version the jar was built as.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"berth " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
