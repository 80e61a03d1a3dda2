package berth.hub.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.EmbeddedHubDefinition;
import berth.core.id.HostName;
import berth.core.json.JsonValue;
import berth.hub.HubScene;
import berth.hub.Json;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.sas.SasText;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;

/// Walks the golden conversations in `wire/hub-rest`, each with a hub of its own.
final class WireFilesTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "wire", "hub-rest");
    private static final Instant TOKEN_EXPIRY = Instant.parse("2030-02-01T00:00:00Z");

    @TestFactory
    Stream<DynamicTest> everyAnswerIsAsWritten() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files
                    .filter(file -> file.toString().endsWith(".wire"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(
                            file ->
                                    DynamicTest.dynamicTest(
                                            file.getFileName().toString(), () -> walk(file)));
        }
    }

    private static void walk(Path file) throws IOException {
        var scene = new HubScene();
        var texts = tokens(scene.definition());
        var endpoint = new HubHttpEndpoint(scene.hubs, scene.audit, scene.clock, scene.random);

        for (var exchange : WireFile.parse(Files.readString(file)).exchanges()) {
            var reply = endpoint.handle(Requests.of(exchange.request(), texts));
            check(exchange, reply, texts);
        }
    }

    /// `<token-service>` and so on: a good token of each policy.
    private static Placeholders tokens(EmbeddedHubDefinition hub) {
        var texts = new Placeholders();
        for (var policy : hub.policies()) {
            texts.put(
                    "token-" + policy.name().toLowerCase(Locale.ROOT),
                    SasText.forPolicy(
                            new HostName(Requests.HOST),
                            policy.name(),
                            policy.keys().primary(),
                            TOKEN_EXPIRY));
        }
        return texts;
    }

    private static void check(WireFile.Exchange exchange, HttpReply reply, Placeholders texts) {
        var expected = exchange.answer();
        var body = new String(reply.body().toByteArray(), StandardCharsets.UTF_8);
        assertThat(Integer.toString(reply.status()))
                .as("%s: %s", exchange.request().start(), body)
                .isEqualTo(expected.start());

        var headers =
                reply.headers().fields().stream()
                        .map(field -> field.name() + ": " + field.value())
                        .toList();
        assertThat(headers).as(exchange.request().start()).hasSameSizeAs(expected.headers());
        for (var header : expected.headers()) {
            assertThat(headers)
                    .as("%s: a header like %s", exchange.request().start(), header)
                    .anyMatch(actual -> texts.matches(header, actual));
        }

        if (expected.body().isEmpty()) {
            assertThat(body).as(exchange.request().start()).isEmpty();
        } else {
            assertThat(texts.matches(json(expected.body()), json(body)))
                    .as("%s: got %s", exchange.request().start(), body)
                    .isTrue();
        }
        errorNamesAgree(reply, body);
        requestIdIsTold(reply.headers());
    }

    /// One client refuses an error whose header and body name different codes.
    private static void errorNamesAgree(HttpReply reply, String body) {
        var name = reply.headers().first("iothub-errorcode");
        if (name.isPresent()) {
            assertThat(reply.status()).isGreaterThanOrEqualTo(400);
            var message = Json.object(body).member("Message").orElseThrow().toString();
            assertThat(message).containsAnyOf("ErrorCode:" + name.get() + ";", "\"errorCode\":");
        }
    }

    private static void requestIdIsTold(HttpHeaders headers) {
        assertThat(headers.first("x-ms-request-id"))
                .hasValueSatisfying(id -> assertThat(id).matches("[0-9A-F]{32}"));
    }

    private static JsonValue json(String text) {
        try {
            return JsonText.parse(text, JsonLimits.DEFAULT);
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
