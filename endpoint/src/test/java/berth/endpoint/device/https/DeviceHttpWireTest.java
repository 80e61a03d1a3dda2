package berth.endpoint.device.https;

import static org.assertj.core.api.Assertions.assertThat;

import berth.endpoint.device.ScriptedCore;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/// Walks the golden wire files: every operation, status and error of the contract over HTTPS.
class DeviceHttpWireTest {
    @TestFactory
    Stream<DynamicTest> everyExchangeIsAsWritten() throws IOException, URISyntaxException {
        var folder =
                Objects.requireNonNull(DeviceHttpWireTest.class.getResource("/wire/device-https"));
        try (var files = Files.list(Path.of(folder.toURI()))) {
            var sorted = files.filter(file -> file.toString().endsWith(".wire")).sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(40);
            return sorted.stream()
                    .map(file -> DynamicTest.dynamicTest(name(file), () -> walk(file)));
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".wire", "");
    }

    private static void walk(Path path) {
        var file = WireFile.read(path);
        var core = new ScriptedCore(file.given());
        var answers = ScriptedCore.answers(new Random(path.hashCode()));
        var endpoint =
                new DeviceHttpEndpoint(ScriptedCore.operations(() -> core, answers), answers);

        var reply = endpoint.handle(file.request());

        assertThat(core.asked()).isEqualTo(file.asked());
        assertThat(WireFile.plain(reply)).matches(file.expected());
    }
}
