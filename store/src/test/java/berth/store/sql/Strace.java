package berth.store.sql;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The system call tracer, where there is one that works.
final class Strace {
    private static final String SYNCS = "fsync,fdatasync,sync_file_range,msync";

    private Strace() {}

    /// Skips the calling test where system calls cannot be traced.
    static void require() throws InterruptedException {
        try {
            var process =
                    new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            boolean works = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            Assumptions.assumeTrue(works, "NO STRACE: it may not trace here");
        } catch (IOException e) {
            Assumptions.abort("NO STRACE: " + e.getMessage());
        }
    }

    /// Writes each sync of the command that follows to `log`.
    static List<String> counting(Path log) {
        return List.of("strace", "-f", "-e", "trace=" + SYNCS, "-o", log.toString());
    }

    /// Lets one sync of each thread fail with an I/O error, the given one. Those after it would
    /// succeed, which proves nothing about what the failed one was to write.
    static List<String> failing(Path log, int which) {
        return List.of(
                "strace",
                "-f",
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:error=EIO:when=" + which,
                "-o",
                log.toString());
    }

    static long syncs(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            // A call that another thread interrupts in the log has a second line without the name
            // and bracket together.
            return lines.filter(line -> line.matches(".*\\b(fsync|fdatasync)\\(.*")).count();
        }
    }
}
