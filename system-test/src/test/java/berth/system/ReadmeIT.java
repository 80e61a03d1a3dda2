package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.tls.TlsEngine;

import com.microsoft.azure.sdk.iot.provisioning.service.configs.SymmetricKeyAttestation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the README tells a Java developer to do, done: a trust store by `keytool`, two options on
/// the command line, and a device that is otherwise unchanged.
final class ReadmeIT {
    @TempDir private static Path folder;

    @Test
    void aStockDeviceTrustsTheDevelopmentAuthorityByItsCommandLine() throws Exception {
        try (var berth = BerthFixture.start(folder.resolve("data"), TlsEngine.BORINGSSL)) {
            var hub = berth.hubHosts().getFirst();
            var enrolled =
                    berth.service()
                            .createOrUpdateIndividualEnrollment(
                                    Enrollments.individual(
                                            "my-device", new SymmetricKeyAttestation("", ""), hub));
            var key = ((SymmetricKeyAttestation) enrolled.getAttestation()).getPrimaryKey();
            var trustStore = folder.resolve("berth.p12").toString();
            run(
                    tool("keytool"),
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    "berth",
                    "-file",
                    berth.ready().caCertificate().toString(),
                    "-keystore",
                    trustStore,
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    "changeit");

            var said =
                    run(
                            tool("java"),
                            "-Djavax.net.ssl.trustStore=" + trustStore,
                            "-Djavax.net.ssl.trustStorePassword=changeit",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ReadmeDevice.class.getName(),
                            berth.hostAndPort(),
                            berth.idScope(),
                            "my-device",
                            key);

            assertThat(said).contains(hub + " my-device");
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /// @return the lines it wrote
    private static List<String> run(String... command) throws IOException, InterruptedException {
        var said = Files.createTempFile(folder, "said", "");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        if (!process.waitFor(45, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + command[0]);
        }
        var lines = Files.readAllLines(said);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
