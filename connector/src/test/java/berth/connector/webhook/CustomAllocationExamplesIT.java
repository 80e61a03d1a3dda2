package berth.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import berth.connector.TestAuthority;
import berth.connector.guard.AddressRules;
import berth.connector.guard.GuardSettings;
import berth.connector.guard.GuardedClient;
import berth.connector.guard.PlatformResolver;
import berth.core.allocation.CustomAllocationAnswer.Decided;
import berth.core.allocation.CustomAllocationAnswer.Failed;
import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.error.ServiceError;
import berth.core.hub.InitialTwin;
import berth.core.id.ByteString;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.x509.CertificateText;
import berth.wire.x509.PrivateKeyText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The allocation functions we show people, started as the README says and asked as Berth asks.
@Timeout(120)
class CustomAllocationExamplesIT {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("basedir", ""), "..", "examples", "custom-allocation");
    private static final String CODE = "choose-one";

    private final TestAuthority authority = new TestAuthority();
    @TempDir private Path folder;

    @Test
    void thePythonFunctionDecidesByAsset() throws Exception {
        if (!runs("python3", "--version")) {
            System.err.println("SKIPPED: there is no python3, so allocate.py was not tested");
            abort("there is no python3");
        }
        check("python3", EXAMPLES.resolve("python/allocate.py").toString());
    }

    @Test
    void theJavaFunctionDecidesByAsset() throws Exception {
        check(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                EXAMPLES.resolve("java/AllocateByAsset.java").toString());
    }

    private void check(String... command) throws Exception {
        var device = authority.device("pump-42").certificate();
        var serial = device.getSerialNumber().toString(16);
        var assets =
                Files.readString(EXAMPLES.resolve("assets.json"))
                        .replace("4a0f3d", "00:" + serial.toUpperCase(Locale.ROOT));
        Files.writeString(folder.resolve("assets.json"), assets);
        var server = authority.server("localhost");
        Files.writeString(folder.resolve("cert.pem"), CertificateText.pem(server.chain()));
        Files.writeString(folder.resolve("key.pem"), PrivateKeyText.pem(server.key()));

        try (var function = Function.start(folder, command)) {
            var url = function.url() + "allocate?code=" + CODE;
            var byCertificate = Questions.of(url, "pump-42", new DeviceProof.X509(der(device)));
            var byName = Questions.of(url, "LINE-A-0007", new DeviceProof.SymmetricKey());
            var stranger = Questions.of(url, "stranger", new DeviceProof.SymmetricKey());
            var wrongCode =
                    Questions.of(function.url() + "?code=guess", "pump-42", new DeviceProof.Tpm());

            var berth =
                    new HttpCustomAllocation(
                            new GuardedClient(
                                    GuardSettings.STANDARD
                                            .with(AddressRules.PRIVATE_TOO)
                                            .withTimes(
                                                    Duration.ofSeconds(10), Duration.ofSeconds(30)),
                                    authority.trust(),
                                    new PlatformResolver()));

            assertThat(berth.ask(byCertificate))
                    .isEqualTo(decided("PUMP-0042", "plant-north", "pump-controller", 30));
            assertThat(berth.ask(byName))
                    .isEqualTo(decided("METER-0007", "plant-south", "meter", 300));
            assertThat(berth.ask(stranger)).isEqualTo(failed(404, url));
            assertThat(berth.ask(wrongCode)).isEqualTo(failed(401, function.url() + "?"));
            assertThat(berth.ask(byName)).isInstanceOf(Decided.class);
        }
    }

    private static ByteString der(X509Certificate certificate) throws CertificateEncodingException {
        return ByteString.of(certificate.getEncoded());
    }

    private static Decided decided(String tag, String location, String role, int seconds) {
        return new Decided(
                location.endsWith("north") ? Questions.NORTH : Questions.SOUTH,
                new InitialTwin(
                        new JsonObject(
                                Map.of(
                                        "assetTag",
                                        new JsonString(tag),
                                        "location",
                                        new JsonString(location),
                                        "role",
                                        new JsonString(role))),
                        new JsonObject(Map.of("telemetrySeconds", JsonNumber.of(seconds)))),
                new JsonObject(Map.of("assetTag", new JsonString(tag))));
    }

    private static Failed failed(int status, String url) {
        return new Failed(
                status == 401
                        ? ServiceError.HUB_UNAUTHORIZED
                        : ServiceError.CUSTOM_ALLOCATION_FAILED,
                "Custom allocation failed with status code: " + status,
                url.substring(0, url.indexOf('?')) + "?****: status " + status,
                false);
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false; // there is no such program
        }
    }

    /// A running example.
    private record Function(Process process, BufferedReader out, String url)
            implements AutoCloseable {
        static Function start(Path folder, String... program) throws IOException {
            var command = new ArrayList<>(List.of(program));
            command.addAll(List.of("--assets", folder.resolve("assets.json").toString()));
            command.addAll(List.of("--host", "127.0.0.1", "--port", "0"));
            command.addAll(List.of("--cert", folder.resolve("cert.pem").toString()));
            command.addAll(List.of("--key", folder.resolve("key.pem").toString()));
            var builder = new ProcessBuilder(command);
            builder.environment().put("ALLOCATE_CODE", CODE);
            builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            var process = builder.start();
            var out = process.inputReader(StandardCharsets.UTF_8);
            var line = out.readLine();
            if (line == null) {
                throw new IOException("the function ended before it listened");
            }
            return new Function(process, out, line.replaceFirst("^listening on ", ""));
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            out.close();
        }
    }
}
