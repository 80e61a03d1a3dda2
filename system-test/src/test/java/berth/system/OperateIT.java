package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an operator does with `berth` on the command line, seen from the other side: by devices and
/// in the hubs of a real development server.
@Execution(ExecutionMode.SAME_THREAD) // each counts and drains what the others would notice
final class OperateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String VERSION = "?api-version=2021-06-01";
    private static final Keys GROUP = Keys.fresh();

    @TempDir private static Path folder;

    private static ChildServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ChildServer.start(folder.resolve("data"), folder);
        var answer =
                server.service()
                        .send(
                                "PUT",
                                "/enrollmentGroups/fleet" + VERSION,
                                Map.of("Authorization", token(server.serviceConnectionString())),
                                """
                                {"attestation": {"type": "symmetricKey",
                                 "symmetricKey": {"primaryKey": "%s", "secondaryKey": "%s"}}}
                                """
                                        .formatted(GROUP.primary(), GROUP.secondary()));
        assertThat(answer.status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theHubsAreListedAsTheyAre() throws Exception {
        var hubs = berth("hubs", "list", "--output", "json");

        assertThat(((JsonArray) hubs).items())
                .extracting(hub -> text((JsonObject) hub, "hostName"))
                .containsExactlyElementsOf(server.hubHosts());
        assertThat(((JsonArray) hubs).items())
                .allSatisfy(
                        hub -> {
                            assertThat(text((JsonObject) hub, "kind")).isEqualTo("embedded");
                            assertThat(text(inner((JsonObject) hub, "condition"), "state"))
                                    .isEqualTo("well");
                        });
        assertThat(run("hubs", "list").out())
                .anyMatch(line -> line.startsWith(server.hubHosts().getFirst()));
    }

    @Test
    void newDevicesAvoidAHubThatDrains() throws Exception {
        var drained = server.hubHosts().getFirst();
        berth("hubs", "drain", drained, "--output", "json");
        try {
            var hubs = new HashSet<String>();
            for (int i = 0; i < 12; i++) {
                hubs.add(text(registered("drained-" + i), "assignedHub"));
            }
            assertThat(hubs).isEqualTo(Set.copyOf(server.hubHosts().subList(1, 2)));
        } finally {
            var hub = (JsonObject) berth("hubs", "undrain", drained, "--output", "json");
            assertThat(hub.members()).containsEntry("draining", JsonBoolean.of(false));
        }
    }

    @Test
    void oneDeviceOfAGroupIsKeptOutLetInAndTakenOutOfService() throws Exception {
        var id = "single-1";
        var hub = text(registered(id), "assignedHub");

        var disabled = (JsonObject) berth("device", "disable", id, "--output", "json");
        assertThat(text(disabled, "block")).isEqualTo("disabled");
        assertThat(text(register(id), "status")).isEqualTo("disabled");
        Await.until(
                "the identity is disabled in " + hub,
                PATIENCE,
                () -> identity(hub, id),
                found -> found.status() == 200 && found.body().contains("\"status\":\"disabled\""));

        berth("device", "enable", id, "--output", "json");
        assertThat(identity(hub, id).body()).contains("\"status\":\"enabled\"");
        assertThat(text(register(id), "status")).isEqualTo("assigned");

        var gone = (JsonObject) berth("device", "decommission", id, "--output", "json");
        assertThat(text(gone, "block")).isEqualTo("decommissioned");
        assertThat(text(register(id), "status")).isEqualTo("disabled");
        Await.until(
                "the identity is gone from " + hub,
                PATIENCE,
                () -> identity(hub, id),
                found -> found.status() == 404);

        Await.until(
                "the work is done",
                PATIENCE,
                () -> ((JsonArray) berth("work", "list", "--output", "json")).items(),
                List::isEmpty);
        var done = (JsonArray) berth("work", "list", "--state", "done", "--output", "json");
        assertThat(done.items())
                .extracting(item -> text((JsonObject) item, "key"))
                .anyMatch(key -> key.startsWith(hub + "/" + id + "/"));
    }

    @Test
    void usageCountsWhatDevicesAndOperatorsDid() throws Exception {
        var before = totals();
        registered("counted-1");
        register("counted-1");

        var after = totals();
        assertThat(count(after, "registrations") - count(before, "registrations")).isOne();
        assertThat(count(after, "reRegistrations") - count(before, "reRegistrations")).isOne();
        assertThat(count(after, "enrollmentWrites")).isPositive();
    }

    @Test
    void aRefusalIsOneLineWithItsTrackingIdAndExitCodeOne() throws Exception {
        var ended = run("device", "disable", "never-seen");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err())
                .singleElement()
                .asString()
                .matches(
                        "berth: Registration not found \\(error 404202, tracking ID [0-9a-f-]+\\)");
    }

    @Test
    void aCommandThatDoesNotSayWhichServiceIsAnErrorOfUsage() throws Exception {
        assertThat(ChildServer.run(folder, "hubs", "list").exitCode()).isEqualTo(2);
    }

    @Test
    void theAllocationIsShownAndSet() throws Exception {
        var set =
                (JsonObject)
                        berth(
                                "allocation",
                                "set",
                                "--avoid-unwell-hubs",
                                "true",
                                "--output",
                                "json");

        assertThat(set).isEqualTo(berth("allocation", "show", "--output", "json"));
        assertThat(set.members()).containsEntry("avoidUnwellHubs", JsonBoolean.of(true));
    }

    private static JsonObject totals() throws Exception {
        return inner((JsonObject) berth("usage", "--output", "json"), "totals");
    }

    private static long count(JsonObject counts, String name) {
        return ((JsonNumber) counts.members().get(name)).value().longValueExact();
    }

    /// The document a command prints.
    private static JsonValue berth(String... arguments) throws Exception {
        var ended = run(arguments);
        assertThat(ended.exitCode()).as(String.join("\n", ended.err())).isZero();
        return JsonText.parse(String.join("\n", ended.out()), JsonLimits.DEFAULT);
    }

    /// The secret goes by a file, as an operator should give it.
    private static ChildServer.Ended run(String... arguments) throws Exception {
        var secret = folder.resolve("connection-string");
        Files.writeString(secret, server.serviceConnectionString());
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of(
                        "--connection-string=@" + secret,
                        "--ca",
                        server.caCertificate().toString(),
                        "--port",
                        Integer.toString(server.httpsPort())));
        return ChildServer.run(folder, all.toArray(String[]::new));
    }

    /// Registers and expects to be assigned.
    private static JsonObject registered(String id) throws Exception {
        var state = register(id);
        assertThat(text(state, "status")).isEqualTo("assigned");
        return state;
    }

    /// Registers to the end; the final registration state.
    private static JsonObject register(String id) throws Exception {
        var path = "/%s/registrations/%s".formatted(server.idScope(), id);
        var headers = Map.of("Authorization", deviceToken(id));
        var begun =
                server.service()
                        .send(
                                "PUT",
                                path + "/register" + VERSION,
                                headers,
                                "{\"registrationId\":\"%s\"}".formatted(id));
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        var operation = text(object(begun.body()), "operationId");
        var answer =
                Await.until(
                        id + " has its final answer",
                        PATIENCE,
                        () ->
                                server.service()
                                        .send(
                                                "GET",
                                                path + "/operations/" + operation + VERSION,
                                                headers,
                                                ""),
                        polled -> polled.status() == 200);
        return inner(object(answer.body()), "registrationState");
    }

    private static RawHttps.Answer identity(String hub, String id) throws Exception {
        return server.hub(hub)
                .send(
                        "GET",
                        "/devices/" + id + "?api-version=2021-04-12",
                        Map.of("Authorization", token(server.hubConnectionString(hub))),
                        "");
    }

    private static String deviceToken(String id) throws GeneralSecurityException {
        return SharedAccessSignature.ofDevice(
                server.idScope(), id, GROUP.derived(id).primary(), Instant.now().plusSeconds(600));
    }

    private static String token(String connectionString) throws GeneralSecurityException {
        return SharedAccessSignature.ofConnectionString(
                connectionString, Instant.now().plusSeconds(600));
    }

    private static JsonObject object(String text) throws Exception {
        return (JsonObject) JsonText.parse(text, JsonLimits.DEFAULT);
    }

    private static JsonObject inner(JsonObject object, String member) {
        return (JsonObject) object.members().get(member);
    }

    private static String text(JsonObject object, String member) {
        return ((JsonString) object.members().get(member)).value();
    }
}
