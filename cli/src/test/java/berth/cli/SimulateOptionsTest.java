package berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What `simulate` says before any device begins.
class SimulateOptionsTest {
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--transport mqtt --attestation tpm | has no mqtt with tpm; it has symmetric-key"
                        + " over",
                "--transport mqtt,https --attestation tpm | has no mqtt with tpm",
                "--client edge --transport mqtt | 'edge' has no mqtt",
                "--client python | 'python' has no https",
                "--client embedded --transport mix --attestation tpm | 'embedded' has no tpm",
                "--client cobol | 'cobol' is none of quick, java, node, python, c, csharp",
                "--transport http | 'http' is none of https, mqtt, mqtt-ws, amqp, amqp-ws",
                "--attestation key | 'key' is none of symmetric-key, x509, tpm",
                "--rate -1 | --rate",
                "--at-once 0 | --at-once",
                "--patience 0 | --patience",
                "--prefix no/slashes | --prefix",
                "--devices -1 | --devices"
            })
    void whatCannotBeIsSaidWithWhatCan(String options, String said) {
        assertThat(run(options)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).startsWith("berth: ").contains(said);
    }

    @Test
    void withoutAReadyFileTheServiceHasToBeNamed() {
        assertThat(run("--devices 1")).isEqualTo(Main.EXIT_PROBLEM);
        assertThat(err.toString()).contains("give --ready-file, or --host, --id-scope and --ca");
    }

    private int run(String options) {
        return Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(("simulate " + options).split(" ", -1));
    }
}
