package berth.hub.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HostName;
import berth.core.json.JsonValue;
import berth.hub.Json;
import berth.hub.live.Outcome;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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
        var scene = new ServiceScene();
        var texts = tokens(scene.openHub().policies());
        for (var device : List.of("dev-01", "dev-02", "dev-01/m1")) {
            texts.put("token-" + device.replace('/', '-'), scene.token(device));
        }
        for (var exchange : WireFile.parse(Files.readString(file)).exchanges()) {
            if (exchange.request().start().startsWith("!")) {
                assertThat(played(scene, exchange.request()))
                        .as(exchange.request().start())
                        .isEqualTo(exchange.answer().start());
            } else {
                var reply = scene.endpoint.handle(Requests.of(exchange.request(), texts));
                check(exchange, reply, texts);
            }
        }
    }

    /// What comes in by other doors than HTTPS:
    ///
    /// ```text
    /// !send {client} {message ID}        a cloud-to-device message; headers are its properties
    /// !connect {client} {status}         a device that answers methods with the body
    /// !telemetry                         what is in the log
    /// ```
    private static String played(ServiceScene scene, WireFile.Message message) {
        var words = message.start().split(" ", -1);
        return switch (words[0]) {
            case "!send" -> {
                var properties = new LinkedHashMap<String, String>();
                for (var header : message.headers()) {
                    var parts = header.split(": ", 2);
                    properties.put(parts[0], parts[1]);
                }
                yield switch (scene.send(words[1], words[2], properties, message.body())) {
                    case Outcome.Done _ -> "done";
                    case Outcome.Refused(var error, _) -> error.wireName();
                };
            }
            case "!connect" -> {
                scene.connect(words[1], Integer.parseInt(words[2]), message.body());
                yield "done";
            }
            case "!telemetry" ->
                    scene.telemetry().stream()
                            .map(WireFilesTest::line)
                            .collect(Collectors.joining(" | "));
            default -> throw new IllegalArgumentException(message.start());
        };
    }

    private static String line(TelemetryRecord record) {
        return record.client()
                + " "
                + record.message().application()
                + " "
                + record.message().system(SystemProperty.MESSAGE_ID).orElse("-")
                + " "
                + new String(record.message().body().toByteArray(), StandardCharsets.UTF_8);
    }

    /// `<token-service>` and so on: a good token of each policy. `<token-dev-01>` and so on: of a
    /// device whose key is K1.
    private static Placeholders tokens(List<AccessPolicy<HubRight>> policies) {
        var texts = new Placeholders();
        for (var policy : policies) {
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
        } else if (!isJson(reply)) {
            assertThat(body).as(exchange.request().start()).isEqualTo(expected.body());
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

    private static boolean isJson(HttpReply reply) {
        return reply.headers().first("Content-Type").filter(t -> t.contains("json")).isPresent();
    }

    private static JsonValue json(String text) {
        try {
            return JsonText.parse(text, JsonLimits.DEFAULT);
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
