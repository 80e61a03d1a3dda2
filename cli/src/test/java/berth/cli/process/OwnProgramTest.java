package berth.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.Main;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

class OwnProgramTest {
    private static final Path SCRATCH = Path.of("scratch");

    @Test
    void fromAJarItStartsTheJar() {
        var program = OwnProgram.of(Main.class, "java", List.of("-Xmx1g"), "lib/berth.jar");

        assertThat(program.command(SCRATCH, List.of("dev")))
                .containsExactly(
                        "java",
                        "-Xmx1g",
                        "-Djava.io.tmpdir=scratch",
                        "-jar",
                        "lib/berth.jar",
                        "dev");
    }

    @Test
    void fromClassesItStartsTheMainClass() {
        var classPath = "a" + File.pathSeparator + "b.jar";

        assertThat(
                        OwnProgram.of(Main.class, "java", List.of(), classPath)
                                .command(SCRATCH, List.of()))
                .endsWith("-cp", classPath, "berth.cli.Main");
    }

    /// Two processes would write one file or open one port.
    @Test
    void whatOnlyOneProcessMayHaveIsLeftOut() {
        var options =
                List.of(
                        "-XX:ArchiveClassesAtExit=c.jsa",
                        "-XX:SharedArchiveFile=c.jsa",
                        "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                        "-XX:StartFlightRecording=filename=a.jfr");

        assertThat(OwnProgram.of(Main.class, "java", options, "berth.jar").options())
                .containsExactly("java", "-XX:SharedArchiveFile=c.jsa");
    }

    @Test
    void aPortToComeBackToIsNoneOfThoseTheSystemGivesOut() {
        assertThat(FreePort.find(new Random(1))).isBetween(20_000, 29_999);
    }
}
