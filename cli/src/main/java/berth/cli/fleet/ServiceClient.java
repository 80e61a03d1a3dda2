package berth.cli.fleet;

import berth.cli.fleet.stream.HttpsConnection;
import berth.core.id.HostName;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.core.secret.Secret;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.sas.SasText;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLContext;

/// Calls a service or hub REST endpoint as an operator's tool does: with the token of a shared
/// access policy. One connection; not for several threads.
public final class ServiceClient implements AutoCloseable {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final int NOT_FOUND = 404;

    private final HttpsConnection connection;
    private final Map<String, String> headers;

    private ServiceClient(HttpsConnection connection, Map<String, String> headers) {
        this.connection = connection;
        this.headers = headers;
    }

    /// @param connectionString `HostName=…;SharedAccessKeyName=…;SharedAccessKey=…`
    /// @throws IllegalArgumentException when a part is missing
    public static ServiceClient open(
            Endpoint endpoint, SSLContext tls, String connectionString, InstantSource clock)
            throws IOException {
        var headers = Map.of("Authorization", token(connectionString, clock));
        return new ServiceClient(
                HttpsConnection.open(endpoint.host(), endpoint.port(), tls), headers);
    }

    /// A token of the connection string's policy, for everything at its host.
    ///
    /// @throws IllegalArgumentException when a part is missing
    public static String token(String connectionString, InstantSource clock) {
        var parts = new HashMap<String, String>();
        for (var part : connectionString.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return SasText.forPolicy(
                new HostName(part(parts, "HostName")),
                part(parts, "SharedAccessKeyName"),
                Secret.ofBase64(part(parts, "SharedAccessKey")),
                clock.instant().plus(TOKEN_LIFE));
    }

    private static String part(Map<String, String> parts, String name) {
        var value = parts.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the connection string has no " + name);
        }
        return value;
    }

    /// Creates or replaces a record, whatever is there.
    ///
    /// @throws IOException when the answer is not 2xx; the message has status and body
    public JsonObject put(String target, JsonValue body) throws IOException {
        var conditional = new HashMap<>(headers);
        conditional.put("If-Match", "*");
        return object(
                "PUT",
                target,
                connection.exchange("PUT", target, conditional, JsonText.text(body)));
    }

    /// Asks for anything, and brings the answer whatever it is.
    public HttpsConnection.Reply call(String method, String target, JsonValue body)
            throws IOException {
        return connection.exchange(method, target, headers, JsonText.text(body));
    }

    /// Reads a JSON object.
    public JsonObject get(String target) throws IOException {
        return object("GET", target, connection.exchange("GET", target, headers, ""));
    }

    /// Reads a JSON object that may not be there.
    public Optional<JsonObject> find(String target) throws IOException {
        var reply = connection.exchange("GET", target, headers, "");
        return reply.status() == NOT_FOUND
                ? Optional.empty()
                : Optional.of(object("GET", target, reply));
    }

    private static JsonObject object(String method, String target, HttpsConnection.Reply reply)
            throws IOException {
        if (reply.status() >= 300) {
            throw new IOException(
                    "%s %s: HTTP %d %s".formatted(method, target, reply.status(), reply.body()));
        }
        try {
            return JsonText.parse(reply.body(), JsonLimits.DEFAULT) instanceof JsonObject object
                    ? object
                    : JsonObject.EMPTY;
        } catch (MalformedJson e) {
            throw new IOException("%s %s: not JSON".formatted(method, target), e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
