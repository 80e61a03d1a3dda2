package berth.cli.process;

import berth.cli.kill.KilledServer;
import berth.server.StartupProblem;
import berth.server.dev.Ready;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// `berth dev` as a process of its own. It stops when this process does, however that ends: it
/// reads its standard input, which nobody writes, to the end.
///
/// One thread starts and kills; [#close] may come from any thread and at any time.
public final class ServerProcess implements KilledServer, AutoCloseable {
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final int LOG_LINES = 20;

    private final OwnProgram program;
    private final Path scratch;
    private final Path readyFile;
    private final Path log;
    private final Function<Ready.@Nullable Ports, List<String>> options;
    private @Nullable Process process;
    private Ready.@Nullable Ports ports;
    private boolean closed;

    /// Starts nothing yet.
    ///
    /// @param data the server's data folder, where its log is kept as well; has to exist
    /// @param scratch for what nobody needs afterwards; has to exist
    /// @param options of the command `dev`, given the ports it listened on before; null at the
    ///   first start
    public ServerProcess(
            OwnProgram program,
            Path data,
            Path scratch,
            Function<Ready.@Nullable Ports, List<String>> options) {
        this.program = program;
        this.scratch = scratch;
        this.readyFile = scratch.resolve("ready.json");
        this.log = data.resolve("quickstart-server.log");
        this.options =
                ports -> {
                    var all = new ArrayList<>(List.of("dev", "--data", data.toString()));
                    all.addAll(List.of("--ready-file", readyFile.toString(), "--until-stdin-ends"));
                    all.addAll(options.apply(ports));
                    return all;
                };
    }

    /// Starts the server and waits until it is ready.
    public Ready start() throws InterruptedException {
        try {
            Files.deleteIfExists(readyFile);
            var started = launched();
            long deadline = System.nanoTime() + READY_MAX.toNanos();
            while (!Files.exists(readyFile)) {
                if (started.waitFor(LOOK_AGAIN.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new StartupProblem(
                            "the server ended with %d; it wrote:%n%s"
                                    .formatted(started.exitValue(), logged()));
                }
                if (System.nanoTime() > deadline) {
                    throw new StartupProblem(
                            "the server was not ready within %d s; it wrote:%n%s"
                                    .formatted(READY_MAX.toSeconds(), logged()));
                }
            }
        } catch (IOException e) {
            throw new StartupProblem("cannot start the server: " + e.getMessage(), e);
        }
        var ready = ReadyFile.read(readyFile);
        ports = ready.ports();
        return ready;
    }

    private synchronized Process launched() throws IOException {
        if (closed) {
            throw new StartupProblem("the server is not to be started any more");
        }
        var started =
                new ProcessBuilder(program.command(scratch, options.apply(ports)))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        process = started;
        return started;
    }

    @Override
    public Duration restart() throws InterruptedException {
        long start = System.nanoTime();
        start();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// @throws StartupProblem when it was dead already
    @Override
    public void kill() {
        var running = running();
        if (running == null || !running.isAlive()) {
            throw new StartupProblem(
                    "the server had ended before it was to be killed; it wrote:\n" + logged());
        }
        running.destroyForcibly().onExit().join();
    }

    private synchronized @Nullable Process running() {
        return process;
    }

    /// The process that was started last.
    public ProcessHandle handle() {
        var running = running();
        if (running == null) {
            throw new IllegalStateException("not started yet");
        }
        return running.toHandle();
    }

    /// The end of what it wrote, over all its starts.
    public String logged() {
        try {
            var lines = Files.readAllLines(log);
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log cannot be read: %s)".formatted(e.getMessage());
        }
    }

    /// Kills the server, and no other one is started after it.
    @Override
    public void close() {
        Process running;
        synchronized (this) {
            closed = true;
            running = process;
        }
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }
}
