package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/// Every conversation in `wire/service/` is had with a house of its own and must go as it is
/// written.
class GoldenWireTest {
    @TestFactory
    Stream<DynamicTest> everyConversationGoesAsWritten() throws IOException {
        return files().map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(),
                                        file.toUri(),
                                        () ->
                                                conversation(file)
                                                        .play(new TestHouse().furnished())));
    }

    @Test
    void everyOperationIsSpokenSomewhere() throws IOException {
        var spoken =
                files().flatMap(file -> conversation(file).exchanges().stream())
                        .map(exchange -> exchange.request().first().split("[ ?]"))
                        .map(line -> ServiceRoutes.route(line[0], line[1]))
                        .filter(ServiceRoutes.Route.Found.class::isInstance)
                        .map(route -> ((ServiceRoutes.Route.Found) route).operation());

        assertThat(spoken).contains(ServiceOperation.values());
    }

    private static Stream<Path> files() throws IOException {
        try {
            var folder =
                    Path.of(
                            Objects.requireNonNull(
                                            GoldenWireTest.class.getResource("/wire/service"))
                                    .toURI());
            try (var files = Files.list(folder)) {
                return files.sorted().toList().stream();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WireConversation conversation(Path file) {
        try {
            return WireConversation.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
