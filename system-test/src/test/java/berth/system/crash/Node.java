package berth.system.crash;

import berth.core.json.JsonObject;
import berth.server.dev.Ready;
import berth.testkit.history.Fact;
import berth.testkit.history.HistoryEntry;
import berth.testkit.history.HistoryFiles;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// One life of a server: `berth dev` as a process of its own, of a test build, which writes its
/// history and may be armed with failpoints.
final class Node implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String ADDRESS = "127.0.0.1";

    private final Process process;
    private final Path folder;
    private Ready ready;

    private Node(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /// Starts; does not wait.
    ///
    /// @param name unused before
    /// @param failpoints what to arm, or empty; see `FailpointOrder`
    static Node launch(Home home, Path scratch, String name, String failpoints) throws IOException {
        var folder = Files.createDirectory(scratch.resolve(name));
        var command =
                new ArrayList<>(
                        Image.command(
                                List.of(
                                        "-Dberth.failpoint=" + failpoints,
                                        "-D%s=%s"
                                                .formatted(
                                                        ProcessRecording.PROPERTY,
                                                        history(folder)))));
        command.add("dev");
        command.addAll(List.of("--data", home.data().toString()));
        command.addAll(List.of("--ready-file", folder.resolve("ready.json").toString()));
        for (var protocol : List.of("--https-port", "--mqtt-port", "--amqp-port")) {
            command.addAll(List.of(protocol, "0"));
        }
        command.addAll(List.of("--bind", ADDRESS, "--device-host", ADDRESS));
        command.addAll(List.of("--hub", "hub-1=" + Scene.HUB_1, "--hub", "hub-2=" + Scene.HUB_2));
        command.addAll(home.arguments());
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(home.environment());
        return new Node(builder.start(), folder);
    }

    private static Path history(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".jsonl");
    }

    /// Until it serves, or is dead.
    ///
    /// @return whether it serves
    boolean awaitReady() throws Exception {
        var file = folder.resolve("ready.json");
        Wait.until("ready: " + folder, PATIENCE, () -> Files.exists(file) || !process.isAlive());
        if (!Files.exists(file)) {
            return false;
        }
        ready =
                Ready.parse(
                        (JsonObject) JsonText.parse(Files.readString(file), JsonLimits.DEFAULT));
        return true;
    }

    /// Its addresses; only after [#awaitReady].
    Ready ready() {
        return ready;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// How it ended, once it has.
    int exitCode() {
        return process.exitValue();
    }

    /// What it wrote into its history.
    Path history() {
        return history(folder);
    }

    /// Its history so far.
    List<HistoryEntry> written() {
        return HistoryFiles.read(List.of(history())).entries();
    }

    /// The failpoints that have broken something in it so far.
    Set<String> faults() {
        return written().stream()
                .filter(entry -> entry.fact() == Fact.FAULT)
                .map(HistoryEntry::key)
                .collect(Collectors.toSet());
    }

    /// What it said to its operator.
    String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// SIGTERM; waits for the end.
    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still alive after SIGTERM: " + folder);
        }
    }

    /// SIGSTOP: it does nothing until [#go].
    void pause() throws Exception {
        signal("-STOP");
    }

    /// SIGCONT.
    void go() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        var kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("kill " + signal + " failed");
        }
    }

    @Override
    public void close() {
        kill();
    }
}
