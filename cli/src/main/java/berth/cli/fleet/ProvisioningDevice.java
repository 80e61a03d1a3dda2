package berth.cli.fleet;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.sas.SasText;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.TrustManager;

/// Carries a simulated device through its registration over HTTPS: connect, register, poll until it
/// is assigned. Polls sooner and oftener than stock clients do (they wait 2 to 3 s), because here
/// the service is to be measured and not the patience of a client.
///
/// Source: dps-device-protocol, sections 1.1 and 1.5.
public final class ProvisioningDevice {
    private static final String API_VERSION = "2019-03-31";
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(40);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final Endpoint endpoint;
    private final String idScope;
    private final TrustManager[] trust;
    private final Duration patience;
    private final InstantSource clock;

    /// @param patience how long a registration may take in all, reconnections included
    public ProvisioningDevice(
            Endpoint endpoint,
            String idScope,
            TrustManager[] trust,
            Duration patience,
            InstantSource clock) {
        this.endpoint = endpoint;
        this.idScope = idScope;
        this.trust = trust.clone();
        this.patience = patience;
        this.clock = clock;
    }

    public DeviceResult provision(SimulatedDevice device) {
        long start = System.nanoTime();
        var deadline = start + patience.toNanos();
        try {
            var tls = ClientTls.context(trust, device.credential());
            try (var connection = HttpsConnection.open(endpoint, tls)) {
                return register(connection, device, start, deadline);
            }
        } catch (IOException | GeneralSecurityException e) {
            return failed(device, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return failed(device, "interrupted");
        }
    }

    private DeviceResult register(
            HttpsConnection connection, SimulatedDevice device, long start, long deadline)
            throws IOException, InterruptedException {
        var path = "/" + idScope + "/registrations/" + device.registrationId();
        var headers = authorization(device);
        var body =
                JsonText.text(
                        new JsonObject(
                                Map.of("registrationId", new JsonString(device.registrationId()))));
        var reply =
                connection.exchange(
                        "PUT", path + "/register?api-version=" + API_VERSION, headers, body);
        var pause = FIRST_PAUSE;
        while (System.nanoTime() < deadline) {
            var document = document(reply);
            if (reply.status() >= 300) {
                return failed(device, refusal(reply, document));
            }
            var status = text(document, "status").orElse("");
            switch (status) {
                case "assigning" -> {
                    Thread.sleep(pause);
                    pause = min(pause.multipliedBy(2), PAUSE_MAX);
                    var operation = text(document, "operationId").orElse("");
                    reply =
                            connection.exchange(
                                    "GET",
                                    path
                                            + "/operations/"
                                            + operation
                                            + "?api-version="
                                            + API_VERSION,
                                    headers,
                                    "");
                }
                case "assigned" -> {
                    return assigned(device, document, start);
                }
                default -> {
                    return failed(device, status + ": " + refusal(reply, state(document)));
                }
            }
        }
        return failed(device, "still assigning after " + patience.toSeconds() + " s");
    }

    private Map<String, String> authorization(SimulatedDevice device) {
        return switch (device.credential()) {
            case DeviceCredential.Certificate _ -> Map.of();
            case DeviceCredential.SymmetricKey(var key) ->
                    Map.of(
                            "Authorization",
                            SasText.write(
                                    idScope + "/registrations/" + device.registrationId(),
                                    key,
                                    expiry(),
                                    "registration"));
        };
    }

    private Instant expiry() {
        return clock.instant().plus(TOKEN_LIFE);
    }

    private static DeviceResult assigned(SimulatedDevice device, JsonObject document, long start) {
        var state = state(document);
        var hub = text(state, "assignedHub");
        var deviceId = text(state, "deviceId");
        if (hub.isEmpty() || deviceId.isEmpty()) {
            return failed(device, "assigned without a hub or a device ID");
        }
        return new DeviceResult.Assigned(
                device.registrationId(),
                hub.get(),
                deviceId.get(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private static String refusal(HttpsConnection.Reply reply, JsonObject document) {
        var code =
                document.member("errorCode")
                        .filter(JsonNumber.class::isInstance)
                        .map(JsonNumber.class::cast)
                        .map(number -> number.value().toPlainString())
                        .orElse("no error code");
        var message = text(document, "message").or(() -> text(document, "errorMessage")).orElse("");
        return "HTTP %d, %s %s".formatted(reply.status(), code, message).strip();
    }

    private static JsonObject document(HttpsConnection.Reply reply) throws IOException {
        try {
            return JsonText.parse(reply.body(), JsonLimits.DEFAULT) instanceof JsonObject object
                    ? object
                    : JsonObject.EMPTY;
        } catch (MalformedJson e) {
            throw new IOException(
                    "HTTP %d with a body that is no JSON".formatted(reply.status()), e);
        }
    }

    private static JsonObject state(JsonObject document) {
        return document.member("registrationState")
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .orElse(JsonObject.EMPTY);
    }

    private static Optional<String> text(JsonObject object, String name) {
        return object.member(name)
                .filter(JsonString.class::isInstance)
                .map(JsonString.class::cast)
                .map(JsonString::value);
    }

    private static DeviceResult failed(SimulatedDevice device, String reason) {
        return new DeviceResult.Failed(device.registrationId(), reason);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
