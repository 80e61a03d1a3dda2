package berth.testkit.fuzz;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A run of Jazzer, in a process of its own because it instruments what it loads. What it finds out
/// about the target stays in the module's `target/fuzz`, so that the next run goes on from there.
///
/// Jazzer is on the class path only with the Maven profile `fuzz`.
final class GuidedRun {
    private static final int GRACE_SECONDS = 120;
    private static final int INPUT_SECONDS_MAX = 20;
    private static final String INSTRUMENTED = "berth.**:tools.jackson.**";

    private GuidedRun() {}

    static void play(String name, Class<?> home, int seconds) {
        var folder = Path.of(System.getProperty("basedir", ""), "target", "fuzz").toAbsolutePath();
        var log = folder.resolve(name + ".log");
        try {
            Files.createDirectories(folder.resolve(name));
            var process =
                    new ProcessBuilder(command(folder, name, home, seconds))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Jazzer does not end; see " + log);
            }
            report(home, log, process.exitValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while Jazzer ran", e);
        }
    }

    private static List<String> command(Path folder, String name, Class<?> home, int seconds) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-D" + Oracle.INSTRUMENTED + "=true",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                // Surefire's own class path is a jar that only names the others.
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + home.getName(),
                "--instrumentation_includes=" + INSTRUMENTED,
                // Jazzer's own detectors would slow down the loading of every other class.
                "--custom_hook_includes=" + INSTRUMENTED,
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + File.separator + name + "-",
                "-max_total_time=" + seconds,
                "-timeout=" + INPUT_SECONDS_MAX,
                "-rss_limit_mb=4096",
                "-print_final_stats=1",
                folder.resolve(name).toString(),
                Corpus.folder(home, name).toString());
    }

    private static void report(Class<?> home, Path log, int exit) throws IOException {
        var lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
        if (exit != 0) {
            var about =
                    lines.stream().dropWhile(line -> !line.startsWith("== ")).limit(20).toList();
            throw new AssertionError(
                    "%s: Jazzer ended with %d, see %s: %s"
                            .formatted(home.getSimpleName(), exit, log, about));
        }
        var last = lines.stream().filter(line -> line.contains(" cov: ")).reduce((_, next) -> next);
        if (last.isEmpty()) {
            throw new AssertionError("Jazzer covered nothing, see " + log);
        }
        System.out.println(home.getSimpleName() + ": " + last.get().strip());
    }
}
