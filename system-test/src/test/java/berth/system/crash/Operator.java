package berth.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.HostName;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.wire.sas.ConnectionStringText;
import berth.wire.sas.SasText;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// An operator who repeats his wish until the server has carried it out, whatever happens to it.
final class Operator {
    private static final String VERSION = "?api-version=2021-06-01";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final Scene scene;
    private final Wire wire;

    Operator(Scene scene, Wire wire) {
        this.scene = scene;
        this.wire = wire;
    }

    void enrollGroup(String id, SymmetricKeys keys) throws InterruptedException {
        done(
                "PUT",
                "/enrollmentGroups/" + id,
                "{\"attestation\": %s}".formatted(attestation(keys)),
                200);
    }

    /// @param settings members of the enrollment besides its ID and keys
    void enroll(String id, SymmetricKeys keys, String settings) throws InterruptedException {
        done("PUT", "/enrollments/" + id, enrollment(id, keys, settings), 200);
    }

    /// Tries once.
    ///
    /// @return whether it is done
    boolean tryToEnroll(String id, SymmetricKeys keys, String settings)
            throws InterruptedException {
        return status("PUT", "/enrollments/" + id, enrollment(id, keys, settings)) == 200;
    }

    private static String enrollment(String id, SymmetricKeys keys, String settings) {
        return "{\"registrationId\": \"%s\", \"attestation\": %s, %s}"
                .formatted(id, attestation(keys), settings);
    }

    private static String attestation(SymmetricKeys keys) {
        return """
        {"type": "symmetricKey",
         "symmetricKey": {"primaryKey": "%s", "secondaryKey": "%s"}}\
        """
                .formatted(keys.primary().revealBase64(), keys.secondary().revealBase64());
    }

    /// Posts once.
    ///
    /// @return the status, 0 if there was no answer
    int tryTo(String target) throws InterruptedException {
        return status("POST", target, "");
    }

    void disable(String id) throws InterruptedException {
        done("POST", "/registrations/" + id + "/disable", "", 200);
    }

    void enable(String id) throws InterruptedException {
        done("POST", "/registrations/" + id + "/enable", "", 200);
    }

    void decommission(String id) throws InterruptedException {
        done("POST", "/registrations/" + id + "/decommission", "", 200);
    }

    void forget(String id) throws InterruptedException {
        done("DELETE", "/registrations/" + id, "", 204, 404);
    }

    /// A hub beside the embedded ones, with a key that is good for nothing. That it is linked
    /// already was an earlier try.
    void link(String host) throws InterruptedException {
        scene.linked(host);
        done(
                "PUT",
                "/linkedHubs/" + host,
                """
                {"kind": "azure", "applyAllocationPolicy": false, "connectionString":
                 "HostName=%s;SharedAccessKeyName=owner;SharedAccessKey=%s"}\
                """
                        .formatted(host, Secret.of(new byte[32]).revealBase64()),
                200,
                201,
                409,
                412);
    }

    void unlink(String host) throws InterruptedException {
        done("DELETE", "/linkedHubs/" + host, "", 204, 404);
    }

    /// What workers have yet to do, as `kind key attempts`.
    List<String> openWork() throws InterruptedException {
        return work("open").stream()
                .filter(item -> !text(item, "kind").equals("reconciliation"))
                .map(
                        item ->
                                "%s %s %s"
                                        .formatted(
                                                text(item, "kind"),
                                                text(item, "key"),
                                                ((JsonNumber) item.members().get("attempts"))
                                                        .value()))
                .toList();
    }

    /// The keys of the dead letters that start so.
    List<JsonObject> deadWork(String start) throws InterruptedException {
        return work("dead").stream().filter(item -> text(item, "key").startsWith(start)).toList();
    }

    void discard(JsonObject item) throws InterruptedException {
        done(
                "POST",
                "/workItems/%s/%s/discard"
                        .formatted(
                                text(item, "kind"),
                                URLEncoder.encode(text(item, "key"), StandardCharsets.UTF_8)),
                "",
                204,
                404);
    }

    private List<JsonObject> work(String state) throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            try {
                var reply =
                        wire.send(
                                "GET",
                                "/workItems" + VERSION + "&state=" + state,
                                Map.of("Authorization", token(), "x-ms-max-item-count", "1000"),
                                "");
                if (reply.status() == 200) {
                    return reply.objects();
                }
            } catch (IOException _) {
                // asked again below: the server is dead or dying
            }
            Wait.pause(PAUSE);
        }
        throw new AssertionError("nobody lists work items");
    }

    private void done(String method, String target, String body, Integer... good)
            throws InterruptedException {
        long start = System.nanoTime();
        int status = 0;
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            status = status(method, target, body);
            if (List.of(good).contains(status)) {
                return;
            }
            assertThat(status).as(method + " " + target).isIn(0, 412, 429, 500, 503);
            Wait.pause(PAUSE);
        }
        throw new AssertionError("%s %s: still %d".formatted(method, target, status));
    }

    /// 0 if there was no answer.
    private int status(String method, String target, String body) throws InterruptedException {
        try {
            return wire.send(
                            method,
                            target + VERSION,
                            target.startsWith("/enrollment")
                                    ? Map.of("Authorization", token(), "If-Match", "*")
                                    : Map.of("Authorization", token()),
                            body)
                    .status();
        } catch (IOException _) {
            return 0; // dead or dying: nobody knows
        }
    }

    private String token() {
        var owner = ConnectionStringText.parse(scene.address().serviceConnectionString());
        return SasText.forPolicy(
                new HostName(owner.host().value()),
                owner.policyName(),
                owner.key(),
                Instant.now().plusSeconds(600));
    }

    static String text(JsonObject object, String member) {
        return ((JsonString) object.members().get(member)).value();
    }
}
