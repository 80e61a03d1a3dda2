package berth.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import berth.connector.TestAuthority;
import berth.connector.TestNames;
import berth.connector.guard.AddressRules;
import berth.connector.guard.GuardSettings;
import berth.connector.guard.GuardedClient;
import berth.core.allocation.CustomAllocationAnswer.Decided;
import berth.core.allocation.CustomAllocationAnswer.Failed;
import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.error.ServiceError;
import berth.core.json.JsonObject;
import berth.testkit.http.Script;
import berth.testkit.http.ScriptedHttpServer;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// An allocation function that fails in every way we know of: each becomes the failure it should,
/// in time, with no more tries than permitted, and the next question is answered as if nothing had
/// been.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class WebhookFaultMatrixIT {
    private static final String HOST = "fn.example.test";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String DECISION = "{\"iotHubHostName\": \"hub-south.example.net\"}";
    private static final Script DECIDES = Script.json(200, DECISION);
    private static final Decided SOUTH = new Decided(Questions.SOUTH, null, null);
    private static final Duration TOTAL = Duration.ofMillis(400);
    private static final String NO_ANSWER =
            "Custom allocation failed: the allocation function did not answer";
    private static final String UNUSABLE =
            "Custom allocation failed: the allocation function cannot be used";

    private final TestAuthority authority = new TestAuthority();
    private ScriptedHttpServer server;
    private HttpCustomAllocation patient;
    private HttpCustomAllocation hurried;

    @BeforeAll
    void open() {
        server = ScriptedHttpServer.start(authority.server(HOST));
    }

    /// New clients for every test: a row must not use up the repetitions of the next.
    @BeforeEach
    void connect() {
        var names = new TestNames().then(HOST, "127.0.0.1");
        var settings = GuardSettings.STANDARD.with(AddressRules.PRIVATE_TOO);
        server.usually(DECIDES);
        patient = new HttpCustomAllocation(new GuardedClient(settings, authority.trust(), names));
        hurried =
                new HttpCustomAllocation(
                        new GuardedClient(
                                settings.withTimes(TOTAL, TOTAL), authority.trust(), names));
    }

    @AfterEach
    void theNextQuestionIsAnswered() {
        int before = server.connections();

        assertThat(patient.ask(Questions.to(url()))).isEqualTo(SOUTH);
        assertThat(server.connections()).isEqualTo(before + 1);
    }

    @AfterAll
    void close() {
        server.close();
    }

    static Stream<Arguments> definite() {
        return Stream.of(
                row("401", Script.json(401, "{}"), ServiceError.HUB_UNAUTHORIZED, status(401)),
                row("403", Script.json(403, "{}"), ServiceError.HUB_UNAUTHORIZED, status(403)),
                row("404", Script.json(404, "{}"), status(404)),
                row(
                        "redirect",
                        Script.reply(302, "Location: https://fn.example.test/other\r\n", ""),
                        status(302)),
                row("garbage instead of HTTP", Script.raw("SSH-2.0-x\r\n"), UNUSABLE),
                row(
                        "garbage instead of JSON",
                        Script.json(200, "<html>"),
                        "the reply cannot be read"),
                row("nothing in the body", Script.json(200, ""), "the reply cannot be read"),
                row("no content", Script.raw("HTTP/1.1 204 x\r\n\r\n"), "the reply cannot be read"),
                row("torn JSON", Script.json(200, DECISION.substring(0, 30)), "cannot be read"),
                row(
                        "a hub that was not offered",
                        Script.json(200, "{\"iotHubHostName\": \"hub-west.example.net\"}"),
                        "the hub hub-west.example.net is not one of those to choose from"),
                row(
                        "a payload that is no object",
                        Script.json(
                                200,
                                "{\"iotHubHostName\": \"hub-south.example.net\", \"payload\": 1}"),
                        "payload must be an object"),
                row(
                        "too long by its own account",
                        Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n{"),
                        UNUSABLE),
                row(
                        "too long without saying so",
                        Script.raw("HTTP/1.1 200 OK\r\n\r\n" + " ".repeat(65_537)),
                        UNUSABLE),
                row(
                        "too long in chunks",
                        Script.raw(CHUNKED + ("1000\r\n" + " ".repeat(4096) + "\r\n").repeat(17)),
                        UNUSABLE),
                row(
                        "compressed",
                        Script.reply(200, "Content-Encoding: gzip\r\n", DECISION),
                        UNUSABLE),
                row(
                        "two lengths",
                        Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n"),
                        UNUSABLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("definite")
    void whatTheFunctionDoesWrongIsNotTriedAgain(
            String name, Script script, ServiceError error, String message) {
        server.then(script);
        int before = server.connections();

        var failed = failed(patient);

        assertThat(failed.error()).isEqualTo(error);
        assertThat(failed.message()).contains(message);
        assertThat(failed.transientTrouble()).isFalse();
        assertThat(server.connections()).isEqualTo(before + 1);
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                row("500", Script.json(500, "{}"), status(500)),
                row("502", Script.json(502, "{}"), status(502)),
                row("429", Script.json(429, "{}"), status(429)),
                row("503 until later", Script.reply(503, "Retry-After: 30\r\n", "{}"), status(503)),
                row("reset after the request", Script.resetAfterRequest(), NO_ANSWER),
                row("end after the request", Script.raw(""), NO_ANSWER),
                row("torn head", Script.raw("HTTP/1.1 200 OK\r\nConte"), NO_ANSWER),
                row(
                        "torn body",
                        Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + DECISION),
                        NO_ANSWER),
                row("torn chunks", Script.raw(CHUNKED + "2\r\n{}\r\n"), NO_ANSWER));
    }

    /// The function may have acted on the request, so it is not sent twice in one call.
    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void whatMayHaveBeenDoneIsNotTriedAgainButMayPass(
            String name, Script script, ServiceError error, String message) {
        server.then(script);
        int before = server.connections();

        var failed = failed(patient);

        assertThat(failed.error()).isEqualTo(error);
        assertThat(failed.message()).isEqualTo(message);
        assertThat(failed.transientTrouble()).isTrue();
        assertThat(server.connections()).isEqualTo(before + 1);
    }

    static Stream<Arguments> slow() {
        return Stream.of(
                arguments("silence", Script.silence()),
                arguments("no handshake", Script.deafness()),
                arguments(
                        "a dripping head",
                        Script.drip("HTTP/1.1 200 OK\r\n".repeat(40), TOTAL.dividedBy(20))),
                arguments(
                        "a dripping body",
                        Script.drip(
                                "HTTP/1.1 200 OK\r\n\r\n" + " ".repeat(500), TOTAL.dividedBy(40))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slow")
    void whatTakesTooLongEndsInTime(String name, Script script) {
        server.then(script);
        var begun = Instant.now();

        var failed = failed(hurried);

        assertThat(Duration.between(begun, Instant.now())).isBetween(TOTAL, TOTAL.multipliedBy(6));
        assertThat(failed.message()).isEqualTo(NO_ANSWER);
        assertThat(failed.transientTrouble()).isTrue();
    }

    static Stream<Arguments> oneOff() {
        return Stream.of(
                arguments("503", Script.json(503, "{}")),
                arguments("reset before TLS", Script.resetAtOnce()),
                arguments("end before TLS", (Script) _ -> {}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneOff")
    void whatWasNotTakenIsTriedOnceMore(String name, Script script) {
        server.then(script);

        assertThat(patient.ask(Questions.to(url()))).isEqualTo(SOUTH);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneOff")
    void twoTriesAreAll(String name, Script script) {
        server.then(script).then(script);
        int before = server.connections();

        var failed = failed(patient);

        assertThat(failed.error()).isEqualTo(ServiceError.CUSTOM_ALLOCATION_FAILED);
        assertThat(failed.transientTrouble()).isTrue();
        assertThat(server.connections()).isEqualTo(before + 2);
    }

    @Test
    void aPortNobodyListensOnIsNoAnswer() {
        int port;
        try (var gone = ScriptedHttpServer.start(authority.server(HOST))) {
            port = gone.port();
        }

        assertThat(patient.ask(Questions.to("https://" + HOST + ":" + port + "/pick")))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.message()).isEqualTo(NO_ANSWER);
                            assertThat(failed.transientTrouble()).isTrue();
                        });
    }

    @Test
    void aNameNobodyKnowsIsNoAnswer() {
        assertThat(patient.ask(Questions.to("https://nowhere.example.test/pick")))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.transientTrouble()).isTrue());
    }

    @Test
    void aContentTypeThatIsWrongDoesNotMatter() {
        server.then(Script.reply(200, "Content-Type: text/plain\r\n", DECISION));

        assertThat(patient.ask(Questions.to(url()))).isEqualTo(SOUTH);
    }

    @Test
    void anEnrollmentWithoutAUsableFunctionFailsWithoutACall() {
        int before = server.connections();

        assertThat(patient.ask(Questions.of(null, "dev-1", new DeviceProof.SymmetricKey())))
                .isInstanceOf(Failed.class);
        assertThat(patient.ask(Questions.to("https://fn example/?code=S3CR3T")))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).doesNotContain("S3CR3T"));
        assertThat(server.connections()).isEqualTo(before);
    }

    @Test
    void theRequestIsTheContractsAndTellsNoSecret() throws MalformedJson {
        patient.ask(Questions.to(url()));

        var received = server.received().getLast();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.target()).isEqualTo("/api/pick?code=S3CR3T");
        assertThat(received.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-ms-client-request-id", Questions.OPERATION.value());
        assertThat(received.body())
                .doesNotContain("S3CR3T")
                .doesNotContain(Questions.KEYS.primary().revealBase64())
                .doesNotContain(Questions.KEYS.secondary().revealBase64());
        var body = (JsonObject) JsonText.parse(received.body(), JsonLimits.DEFAULT);
        assertThat(body.members())
                .containsOnlyKeys("enrollmentGroup", "deviceRuntimeContext", "linkedHubs");
    }

    @Test
    void aRepetitionHasTheSameRequestId() {
        server.then(Script.json(503, "{}"));

        patient.ask(Questions.to(url()));

        assertThat(server.received().reversed().subList(0, 2))
                .extracting(request -> request.headers().get("x-ms-client-request-id"))
                .isEqualTo(List.of(Questions.OPERATION.value(), Questions.OPERATION.value()));
    }

    @Test
    void noReasonNamesTheQuery() {
        server.then(Script.json(404, "{}"));

        assertThat(failed(patient).reason())
                .isEqualTo(
                        "https://%s:%d/api/pick?****: status 404".formatted(HOST, server.port()));
    }

    private Failed failed(HttpCustomAllocation function) {
        var answer = function.ask(Questions.to(url()));
        assertThat(answer).isInstanceOf(Failed.class);
        return (Failed) answer;
    }

    private String url() {
        return "https://" + HOST + ":" + server.port() + "/api/pick?code=S3CR3T";
    }

    private static String status(int status) {
        return "Custom allocation failed with status code: " + status;
    }

    private static Arguments row(String name, Script script, String message) {
        return row(name, script, ServiceError.CUSTOM_ALLOCATION_FAILED, message);
    }

    private static Arguments row(String name, Script script, ServiceError error, String message) {
        return arguments(name, script, error, message);
    }
}
