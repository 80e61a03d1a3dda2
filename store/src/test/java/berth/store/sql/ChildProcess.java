package berth.store.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A JVM that runs [CommitLoop].
final class ChildProcess implements AutoCloseable {
    private static final long SECONDS_MAX = 60;

    private final Process process;
    private final BufferedReader output;

    private ChildProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /// @param before a command that runs the JVM, such as a tracer; or nothing
    static ChildProcess start(
            List<String> before, Path folder, String run, int threads, int commits)
            throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        // A killed process leaves its native library behind: in the test's folder.
                        "-Dorg.sqlite.tmpdir=" + folder.getParent(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommitLoop.class.getName(),
                        folder.toString(),
                        run,
                        Integer.toString(threads),
                        Integer.toString(commits)));
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new ChildProcess(process);
    }

    /// The next line, or empty at the end.
    Optional<String> line() throws IOException {
        return Optional.ofNullable(output.readLine());
    }

    /// Everything to the end.
    List<String> lines() throws IOException, InterruptedException {
        var lines = output.lines().toList();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IOException("the child does not end");
        }
        return lines;
    }

    /// As kill -9 does.
    void kill() {
        // Not by the process itself, which would close its output before we read it.
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the child does not end");
            }
            output.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
