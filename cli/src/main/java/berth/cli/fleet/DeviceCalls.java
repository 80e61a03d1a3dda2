package berth.cli.fleet;

import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.json.JsonText;
import berth.wire.sas.SasText;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;

/// The two requests of one device, over one connection that is opened again when it is gone. For
/// one thread.
final class DeviceCalls implements AutoCloseable {
    private static final String API_VERSION = "?api-version=2019-03-31";
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    /// Of one step on the wire, as small devices have it; the device's own deadline may be nearer.
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Endpoint endpoint;
    private final SSLContext tls;
    private final InstantSource clock;
    private final String path;
    private final Map<String, String> headers;
    private final String registration;
    private @Nullable HttpsConnection connection;

    DeviceCalls(
            Endpoint endpoint,
            String idScope,
            SimulatedDevice device,
            SSLContext tls,
            InstantSource clock) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.clock = clock;
        var id = device.registrationId();
        this.path = "/" + idScope + "/registrations/" + id;
        this.headers =
                switch (device.credential()) {
                    case DeviceCredential.Certificate _ -> Map.of();
                    case DeviceCredential.SymmetricKey(var key) ->
                            Map.of(
                                    "Authorization",
                                    SasText.write(
                                            idScope + "/registrations/" + id,
                                            key,
                                            clock.instant().plus(TOKEN_LIFE),
                                            "registration"));
                };
        this.registration =
                JsonText.text(new JsonObject(Map.of("registrationId", new JsonString(id))));
    }

    DeviceAnswer register(Duration remaining) {
        return call("PUT", path + "/register" + API_VERSION, registration, remaining);
    }

    DeviceAnswer poll(String operationId, Duration remaining) {
        return call("GET", path + "/operations/" + operationId + API_VERSION, "", remaining);
    }

    private DeviceAnswer call(String method, String target, String body, Duration remaining) {
        var timeout = remaining.compareTo(TIMEOUT) < 0 ? remaining : TIMEOUT;
        try {
            var open = connection;
            if (open == null) {
                open = HttpsConnection.open(endpoint, tls, timeout);
                connection = open;
            }
            open.timeout(timeout);
            var reply = open.exchange(method, target, headers, body);
            if ("close".equalsIgnoreCase(reply.headers().get("connection"))) {
                close();
            }
            return DeviceAnswer.of(reply, clock.instant());
        } catch (IOException e) {
            close();
            var reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return isOurs(e)
                    ? new DeviceAnswer.Refused(reason)
                    : new DeviceAnswer.NotNow(reason, null);
        }
    }

    /// A server that is not the trusted one, or a name that nobody knows, will not be another one
    /// in a minute: here somebody has mistyped.
    private static boolean isOurs(IOException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException
                    || cause instanceof SSLPeerUnverifiedException
                    || cause instanceof CertificateException
                    || cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException) {
                return true;
            }
        }
        return false;
    }

    /// Hangs up; the next call connects again.
    @Override
    public void close() {
        var open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
