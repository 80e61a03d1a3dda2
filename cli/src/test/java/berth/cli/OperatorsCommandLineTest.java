package berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/// What operators' commands say before, or instead of, an answer of the service.
class OperatorsCommandLineTest {
    private static final String MASKED =
            "HostName=plant.example;SharedAccessKeyName=owner;SharedAccessKey=****";

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hubs list --connection-string=" + MASKED,
                "hubs list --connection-string=odd",
                "hubs list --connection-string=@/no/such/file",
                "hubs list --output odd",
                "hubs pin hub.example",
                "hubs pin hub.example fast",
                "hubs link --hub-connection-string=odd",
                "hubs link --embedded",
                "hubs link other.example --hub-connection-string=" + MASKED,
                "device disable",
                "work list --state odd",
                "work list --limit 0",
                "work replay hubCleanup",
                "usage --from yesterday",
                "allocation set"
            })
    void wrongUsageIsExitCodeTwoAndALineThatSaysWhatToDo(String line) {
        assertThat(run(line.split(" ", -1))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString().lines().findFirst().orElseThrow()).startsWith("berth: ");
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void aFileThatIsNotAReadyFileIsSaidInOneLine(@TempDir Path folder) throws IOException {
        var odd = Files.writeString(folder.resolve("ready.json"), "{}");

        assertThat(run("usage", "--ready-file", odd.toString())).isEqualTo(Main.EXIT_PROBLEM);
        assertThat(run("usage", "--ready-file", folder.resolve("no").toString()))
                .isEqualTo(Main.EXIT_PROBLEM);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("is not a ready file"),
                        second -> assertThat(second).contains("cannot read"));
    }

    /// Nobody listens there any more.
    @Test
    void aServiceThatDoesNotAnswerIsExitCodeOneAndOneLine() throws IOException {
        int port;
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        var connection =
                "HostName=127.0.0.1;SharedAccessKeyName=owner;SharedAccessKey=MDEyMzQ1Njc4OWFiY2RlZg==";

        assertThat(
                        run(
                                "hubs",
                                "list",
                                "--connection-string=" + connection,
                                "--port",
                                Integer.toString(port)))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("berth: no answer from 127.0.0.1:" + port)
                .doesNotContain("MDEyMzQ1");
    }
}
