package berth.cli;

import berth.server.StartupProblem;
import berth.server.dev.DevServer;
import berth.server.dev.Ready;
import berth.wire.json.JsonText;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
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

    @Mixin ServeOptions serve = new ServeOptions();

    @Override
    public Integer call() throws InterruptedException {
        var stop = new CountDownLatch(1);
        var server = serve.start(ServeOptions.dataFolder(data), System.out);
        var stopped = stopOnShutdown(server, stop);
        if (readyFile != null) {
            write(readyFile, server.ready());
        }
        System.out.print(Summary.of(server.ready(), server.tlsEngine()));
        System.out.println("Ready. Ctrl-C stops.");
        stop.await();
        stopped.join();
        return 0;
    }

    /// Closes the server when the process is asked to end.
    static Thread stopOnShutdown(DevServer server, CountDownLatch stop) {
        var hook =
                Thread.ofPlatform()
                        .name("shutdown")
                        .unstarted(
                                () -> {
                                    server.close();
                                    stop.countDown();
                                });
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /// Writes the file whole or not at all, for its owner only: it holds keys.
    private static void write(Path file, Ready ready) {
        var folder = file.toAbsolutePath().resolveSibling(".").normalize();
        if (!Files.isDirectory(folder)) {
            throw new StartupProblem(
                    "cannot write the ready file %s: there is no folder %s"
                            .formatted(file, folder));
        }
        try {
            var draft =
                    folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                            ? Files.createTempFile(
                                    folder,
                                    ".ready",
                                    "",
                                    PosixFilePermissions.asFileAttribute(
                                            PosixFilePermissions.fromString("rw-------")))
                            : Files.createTempFile(folder, ".ready", "");
            Files.writeString(draft, JsonText.text(ready.json()) + "\n");
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartupProblem(
                    "cannot write the ready file %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
