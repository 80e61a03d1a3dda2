package berth.cli;

import berth.cli.process.ReadyFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `berth dev`: the service for a developer's machine and for CI.
@Command(
        name = "dev",
        description = {
            "Runs a provisioning service with embedded hubs on this machine, for development and"
                    + " CI.",
            "Everything is made at the first start: a CA, an ID scope, keys, hubs."
        },
        mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep everything in DIR across restarts. Default: a temporary folder.")
    @Nullable Path data;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Write hosts, ports, connection strings as JSON to FILE when ready.")
    @Nullable Path readyFile;

    @Option(
            names = "--until-stdin-ends",
            description =
                    "Stop when standard input ends: with the program that started this one, however"
                            + " it ends.")
    boolean untilStdinEnds;

    @Mixin ServeOptions serve = new ServeOptions();

    @Override
    public Integer call() throws InterruptedException {
        if (untilStdinEnds) {
            stopWithInput();
        }
        var exit = ExitSteps.ofProcess();
        var stop = new CountDownLatch(1);
        exit.add(stop::countDown);
        var server = serve.start(ServeOptions.dataFolder(data, exit), System.out);
        exit.add(server::close);
        if (readyFile != null) {
            ReadyFile.write(readyFile, server.ready());
        }
        System.out.print(Summary.of(server.ready(), server.tlsEngine()));
        System.out.println("Ready. Ctrl-C stops.");
        stop.await();
        return 0;
    }

    /// Ends this process when whoever started it has closed its standard input, or is gone.
    private static void stopWithInput() {
        Thread.ofPlatform()
                .name("stdin")
                .daemon()
                .start(
                        () -> {
                            try {
                                System.in.transferTo(OutputStream.nullOutputStream());
                            } catch (IOException e) {
                                System.err.println("berth: standard input: " + e.getMessage());
                            }
                            System.exit(0);
                        });
    }
}
