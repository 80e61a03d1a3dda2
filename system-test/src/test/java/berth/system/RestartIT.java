package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// A promise survives `kill -9`: what was answered with 202 ends assigned, once, under the
/// operation ID that the device was given.
final class RestartIT {
    private static final int DEVICES = 200;
    private static final int KILLED_AFTER = 50;
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String VERSION = "?api-version=2021-06-01";
    private static final Keys GROUP = Keys.fresh();

    @TempDir private static Path folder;

    @Test
    void everyAcknowledgedDeviceIsAssignedOnceAlthoughTheServerIsKilled() throws Exception {
        var data = folder.resolve("data");
        var ids = IntStream.range(0, DEVICES).mapToObj("device-%03d"::formatted).toList();
        Map<String, String> acknowledged;
        try (var server = ChildServer.start(data, folder)) {
            enrollGroup(server);
            acknowledged = registerUntilKilled(server, ids);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLED_AFTER);
        assertThat(acknowledged).as("the kill comes in the middle").hasSizeLessThan(DEVICES);

        try (var server = ChildServer.start(data, folder);
                var devices = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            var service = server.service();
            var finals = new ArrayList<Future<?>>();
            for (var id : ids) {
                finals.add(
                        devices.submit(
                                () -> {
                                    var operation =
                                            acknowledged.containsKey(id)
                                                    ? acknowledged.get(id)
                                                    : register(service, server.idScope(), id);
                                    assertAssigned(server, service, id, operation);
                                    return id;
                                }));
            }
            for (var each : finals) {
                each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertEachInOneHub(server, ids, acknowledged);
            assertEachRegisteredOnce(server, ids);
        }
    }

    /// Registers all of them at once and kills the server when the first have their answer.
    ///
    /// @return operation ID by registration ID
    private static Map<String, String> registerUntilKilled(ChildServer server, List<String> ids)
            throws Exception {
        var service = server.service();
        var scope = server.idScope();
        var acknowledged = new ConcurrentHashMap<String, String>();
        var surprises = new ConcurrentLinkedQueue<Throwable>();
        var enough = new CountDownLatch(KILLED_AFTER);
        try (var devices = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (var id : ids) {
                devices.execute(
                        () -> {
                            try {
                                acknowledged.put(id, register(service, scope, id));
                                enough.countDown();
                            } catch (IOException _) {
                                // killed before it answered: this device knows nothing
                            } catch (Exception | AssertionError e) {
                                surprises.add(e);
                            }
                        });
            }
            assertThat(enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            server.kill();
        }
        assertThat(surprises).isEmpty();
        return Map.copyOf(acknowledged);
    }

    private static void enrollGroup(ChildServer server) throws Exception {
        var answer =
                server.service()
                        .send(
                                "PUT",
                                "/enrollmentGroups/fleet" + VERSION,
                                Map.of("Authorization", token(server.serviceConnectionString())),
                                """
                                {"enrollmentGroupId": "fleet", "attestation": {"type": "symmetricKey",
                                 "symmetricKey": {"primaryKey": "%s", "secondaryKey": "%s"}}}
                                """
                                        .formatted(GROUP.primary(), GROUP.secondary()));
        assertThat(answer.status()).isEqualTo(200);
    }

    private static String register(RawHttps service, String scope, String id) throws Exception {
        var answer =
                service.send(
                        "PUT",
                        "/%s/registrations/%s/register%s".formatted(scope, id, VERSION),
                        Map.of("Authorization", deviceToken(scope, id)),
                        "{\"registrationId\":\"%s\"}".formatted(id));
        assertThat(answer.status()).isEqualTo(202);
        return text(object(answer.body()), "operationId");
    }

    private static void assertAssigned(
            ChildServer server, RawHttps service, String id, String operation) throws Exception {
        var answer =
                Await.until(
                        id + " has its final answer",
                        PATIENCE,
                        () -> poll(server, service, id, operation),
                        polled -> polled.status() != 202 && polled.status() != 429);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var document = object(answer.body());
        assertThat(text(document, "operationId")).isEqualTo(operation);
        assertThat(text(document, "status")).isEqualTo("assigned");
        var state = (JsonObject) document.members().get("registrationState");
        assertThat(text(state, "deviceId")).isEqualTo(id);
        assertThat(server.hubHosts()).contains(text(state, "assignedHub"));
        assertThat(poll(server, service, id, operation).body()).isEqualTo(answer.body());
    }

    private static RawHttps.Answer poll(
            ChildServer server, RawHttps service, String id, String operation)
            throws IOException, GeneralSecurityException {
        return service.send(
                "GET",
                "/%s/registrations/%s/operations/%s%s"
                        .formatted(server.idScope(), id, operation, VERSION),
                Map.of("Authorization", deviceToken(server.idScope(), id)),
                "");
    }

    /// No device is in two hubs, none is missing, and the hub was last written by the operation
    /// that the device was promised: its ID stands in the identity's marker.
    private static void assertEachInOneHub(
            ChildServer server, List<String> ids, Map<String, String> acknowledged)
            throws Exception {
        var markers = new HashMap<String, String>();
        for (var host : server.hubHosts()) {
            var answer =
                    server.hub(host)
                            .send(
                                    "GET",
                                    "/devices?top=1000&api-version=2021-04-12",
                                    Map.of(
                                            "Authorization",
                                            token(server.hubConnectionString(host))),
                                    "");
            assertThat(answer.status()).isEqualTo(200);
            for (var device : array(answer.body())) {
                var former = markers.put(text(device, "deviceId"), text(device, "statusReason"));
                assertThat(former).as(text(device, "deviceId") + " is in two hubs").isNull();
            }
        }
        assertThat(markers.keySet()).containsExactlyInAnyOrderElementsOf(ids);
        acknowledged.forEach((id, operation) -> assertThat(markers.get(id)).endsWith(operation));
    }

    private static void assertEachRegisteredOnce(ChildServer server, List<String> ids)
            throws Exception {
        var answer =
                server.service()
                        .send(
                                "POST",
                                "/registrations/fleet/query" + VERSION,
                                Map.of(
                                        "Authorization",
                                        token(server.serviceConnectionString()),
                                        "x-ms-max-item-count",
                                        "1000"),
                                "{\"query\":\"SELECT *\"}");
        var states = array(answer.body());
        assertThat(states)
                .extracting(state -> text(state, "registrationId"))
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(states).extracting(state -> text(state, "status")).containsOnly("assigned");
    }

    private static String deviceToken(String scope, String id) throws GeneralSecurityException {
        return SharedAccessSignature.ofDevice(
                scope, id, GROUP.derived(id).primary(), Instant.now().plusSeconds(600));
    }

    private static String token(String connectionString) throws GeneralSecurityException {
        return SharedAccessSignature.ofConnectionString(
                connectionString, Instant.now().plusSeconds(600));
    }

    private static JsonObject object(String text) throws MalformedJson {
        return (JsonObject) JsonText.parse(text, JsonLimits.DEFAULT);
    }

    private static List<JsonObject> array(String text) throws MalformedJson {
        return ((JsonArray) JsonText.parse(text, JsonLimits.DEFAULT))
                .items().stream().map(JsonObject.class::cast).toList();
    }

    private static String text(JsonValue object, String member) {
        return ((JsonString) ((JsonObject) object).members().get(member)).value();
    }
}
