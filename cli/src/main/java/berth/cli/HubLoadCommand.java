package berth.cli;

import berth.cli.load.LoadRun;
import berth.cli.process.OwnProgram;
import berth.cli.process.ServerProcess;
import berth.server.StartupProblem;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/// `berth hub-load`: measures a hub on this machine, and a Mosquitto beside it. For developers.
@Command(
        name = "hub-load",
        hidden = true,
        description = {
            "Starts a server of its own, measures what its hub costs over MQTT, then the same with",
            "a Mosquitto, one after the other, and prints both. Linux only."
        },
        mixinStandardHelpOptions = true)
final class HubLoadCommand implements Callable<Integer> {
    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "That publish. Default: ${DEFAULT-VALUE}")
    int connections = 16;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "On each connection. Default: ${DEFAULT-VALUE}")
    int messages = 4_000;

    @Option(
            names = "--window",
            paramLabel = "N",
            description =
                    "Messages of a connection that are not acknowledged yet. Default:"
                            + " ${DEFAULT-VALUE}")
    int window = 16;

    @Option(
            names = "--resting",
            paramLabel = "N",
            description = "Connections that do nothing. Default: ${DEFAULT-VALUE}")
    int resting = 1_000;

    @Option(
            names = "--patches",
            paramLabel = "N",
            description = "Of its twin, by each of 16 devices. Default: ${DEFAULT-VALUE}")
    int patches = 200;

    @Option(
            names = "--calls",
            paramLabel = "N",
            description = "Of a method, one after the other. Default: ${DEFAULT-VALUE}")
    int calls = 500;

    @Option(
            names = "--mosquitto",
            paramLabel = "FILE",
            description = "The program. Default: /usr/sbin/mosquitto, if there is one.")
    @Nullable Path mosquitto;

    @Override
    public Integer call() throws Exception {
        if (connections < 1 || messages < 1 || window < 1 || resting < 1 || calls < 1) {
            throw new StartupProblem("each number is at least 1");
        }
        var exit = ExitSteps.ofProcess();
        var scratch = ServeOptions.temporaryFolder(exit);
        var data = Files.createDirectory(scratch.resolve("data"));
        var server =
                new ServerProcess(
                        OwnProgram.running(Main.class),
                        data,
                        scratch,
                        _ -> List.of("--https-port", "0", "--mqtt-port", "0", "--amqp-port", "0"));
        exit.add(server::close);
        try (server) {
            var ready = server.start();
            var size = new LoadRun.Size(connections, messages, window, resting, patches, calls);
            new LoadRun(size, System.out)
                    .run(
                            ready,
                            FleetDemo.deviceEndpoint(ready),
                            server.handle(),
                            program(),
                            scratch);
        }
        return 0;
    }

    private @Nullable Path program() {
        if (mosquitto != null) {
            return mosquitto;
        }
        var usual = Path.of("/usr/sbin/mosquitto");
        return Files.isExecutable(usual) ? usual : null;
    }
}
