package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/// Walks the golden wire files: whole conversations of devices with a hub, as packets on a link.
class HubMqttWireTest {
    @TestFactory
    Stream<DynamicTest> everyConversationIsAsWritten() throws IOException, URISyntaxException {
        var folder = Objects.requireNonNull(HubMqttWireTest.class.getResource("/wire/hub-mqtt"));
        var files = WireConversation.all(Path.of(folder.toURI()));
        assertThat(files).hasSizeGreaterThan(30);
        return files.stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString().replace(".wire", ""),
                                        () -> WireConversation.walk(file)));
    }
}
