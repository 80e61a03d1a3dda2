package berth.endpoint.device.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/// Walks the golden wire files: every CONNACK, operation, status and error of the contract over
/// MQTT, as bytes on a link.
class DeviceMqttWireTest {
    @TestFactory
    Stream<DynamicTest> everyConversationIsAsWritten() throws IOException, URISyntaxException {
        var folder =
                Objects.requireNonNull(DeviceMqttWireTest.class.getResource("/wire/device-mqtt"));
        try (var files = Files.list(Path.of(folder.toURI()))) {
            var sorted = files.filter(file -> file.toString().endsWith(".wire")).sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(35);
            return sorted.stream()
                    .map(
                            file ->
                                    DynamicTest.dynamicTest(
                                            file.getFileName().toString().replace(".wire", ""),
                                            () -> WireConversation.walk(file)));
        }
    }
}
