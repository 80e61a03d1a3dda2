package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.Main;
import berth.cli.process.OwnProgram;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `./berth quickstart --kill` as somebody would run it: it kills its own server and says the truth
/// about what came of it, and leaves nothing behind, whether it ends or is ended.
final class QuickstartKillIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path folder;
    private Path temporary;
    private Path said;

    @BeforeEach
    void folders() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
        said = folder.resolve("said");
    }

    @Test
    void everyDeviceIsAssignedExactlyOnceAlthoughTheServerIsKilledTwice() throws Exception {
        var process = quickstart("--devices", "40", "--kills", "2", "--seed", "7");
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        var text = Files.readString(said);
        assertThat(process.exitValue()).as(text).isZero();
        assertThat(text.lines())
                .anyMatch(line -> line.matches("Killed the server at device \\d+; ready again.*"))
                .anyMatch(line -> line.matches("  kills +2"))
                .anyMatch(line -> line.matches("  devices +40"))
                .anyMatch(line -> line.matches("  assigned +40"))
                .anyMatch(line -> line.matches("  doubled +0"))
                .anyMatch(line -> line.matches("  lost +0"))
                .anyMatch(line -> line.matches("  misplaced +0"))
                // a device whose operation was promised just before a kill has met a dead server
                .anyMatch(line -> line.matches("  retries +[1-9]\\d*"))
                .contains("Every device is assigned exactly once.");
        assertNothingIsLeft();
    }

    @Test
    void whoEndsItInTheMiddleEndsItsServerToo() throws Exception {
        var process = quickstart("--devices", "400", "--kills", "5");
        try {
            Await.until(
                    "the first kill",
                    PATIENCE,
                    () -> Files.readString(said),
                    text -> text.contains("Killed the server") || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
            var servers = process.toHandle().children().toList();

            process.destroy(); // what Ctrl-C does: the shutdown hooks run

            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(servers).hasSizeLessThanOrEqualTo(1);
            for (var server : servers) {
                server.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertNothingIsLeft();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Neither the data folder nor the libraries that killed servers had unpacked.
    private void assertNothingIsLeft() throws IOException {
        try (var files = Files.list(temporary)) {
            assertThat(files).isEmpty();
        }
    }

    private Process quickstart(String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("quickstart", "--kill"));
        for (var protocol : List.of("--https-port", "--mqtt-port", "--amqp-port")) {
            arguments.addAll(List.of(protocol, "0"));
        }
        arguments.addAll(List.of(options));
        return new ProcessBuilder(OwnProgram.running(Main.class).command(temporary, arguments))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }
}
