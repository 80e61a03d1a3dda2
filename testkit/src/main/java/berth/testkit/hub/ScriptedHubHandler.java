package berth.testkit.hub;

import berth.core.access.SasToken;
import berth.core.access.SasVerification;
import berth.core.hub.HubError;
import berth.core.id.HubHostName;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.testkit.hub.HubDevices.Outcome;
import berth.testkit.hub.HubRequest.Kind;
import berth.wire.json.HubErrorJson;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.sas.SasText;
import berth.wire.uri.PercentEncoding;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers the requests of a scripted hub, or does to them what the script says.
final class ScriptedHubHandler implements HttpHandler {
    private static final JsonLimits LIMITS = new JsonLimits(64, 1024 * 1024, 40, 20_000);
    private static final int FLOOD_BYTES = 2 * 1024 * 1024;

    private final HubHostName name;
    private final Map<String, Secret> keys;
    private final InstantSource clock;
    private final HubScript script;
    private final HubDevices devices;

    ScriptedHubHandler(
            HubHostName name,
            Map<String, Secret> keys,
            InstantSource clock,
            HubScript script,
            HubDevices devices) {
        this.name = name;
        this.keys = keys;
        this.clock = clock;
        this.script = script;
        this.devices = devices;
    }

    /// A request with its body, understood.
    private record Asked(HubRequest request, JsonObject body) {}

    /// A reply before it is written.
    private record Reply(int status, JsonValue body, Map<String, String> headers) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        } catch (MalformedJson e) {
            send(exchange, error(HubError.DESERIALIZATION_ERROR));
        }
    }

    private void answer(HttpExchange exchange) throws IOException, MalformedJson {
        var asked = asked(exchange);
        var fault = script.arrived(asked.request());
        if (!authorized(exchange)) {
            send(exchange, error(HubError.IOT_HUB_UNAUTHORIZED_ACCESS));
        } else if (fault.isPresent()) {
            spoil(exchange, asked, fault.get());
        } else {
            send(exchange, carryOut(asked, false));
        }
    }

    private void spoil(HttpExchange exchange, Asked asked, HubFault fault) throws IOException {
        switch (fault) {
            case HubFault.Refuse(var error) -> send(exchange, error(error));
            case HubFault.Throttle(var retryAfter) -> send(exchange, throttled(retryAfter));
            case HubFault.Gateway(var status) ->
                    write(
                            exchange,
                            status,
                            "<html>gateway</html>".getBytes(StandardCharsets.UTF_8));
            case HubFault.TearReply() -> tear(exchange, carryOut(asked, false));
            case HubFault.LoseReply() -> carryOut(asked, false);
            case HubFault.ApplyLate() -> script.later(() -> carryOut(asked, true));
            case HubFault.Hang() -> script.hang();
            case HubFault.Flood() -> {
                carryOut(asked, false);
                write(exchange, 200, " ".repeat(FLOOD_BYTES).getBytes(StandardCharsets.UTF_8));
            }
            case HubFault.Overtake(var change) -> {
                change.accept(devices);
                send(exchange, carryOut(asked, false));
            }
            case HubFault.LeaveTwinOut() ->
                    send(exchange, bulkReply(apply(asked, JsonObject.EMPTY, false), asked, true));
        }
    }

    private Asked asked(HttpExchange exchange) throws IOException, MalformedJson {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var json = body.isEmpty() ? JsonObject.EMPTY : JsonText.parse(body, LIMITS);
        var path = exchange.getRequestURI().getRawPath().substring(1).split("/", 2);
        boolean bulk = path.length == 1;
        var object = bulk ? onlyEntry(json) : object(json);
        var etag = unquoted(exchange.getRequestHeaders().getFirst("If-Match"));
        var id =
                bulk
                        ? text(object, "id")
                        : PercentEncoding.decode(path[1]).orElseThrow(IOException::new);
        var requestId = exchange.getRequestHeaders().getFirst("x-ms-client-request-id");
        var kind = kind(exchange.getRequestMethod(), path[0], etag);
        return new Asked(
                new HubRequest(kind, id, requestId == null ? "" : requestId, etag), object);
    }

    private static Kind kind(String method, String collection, @Nullable String etag)
            throws IOException {
        return switch (method + " " + collection) {
            case "POST devices" -> Kind.CREATE_WITH_TWIN;
            case "PUT devices" -> etag == null ? Kind.CREATE : Kind.REPLACE_IDENTITY;
            case "GET devices" -> Kind.READ_IDENTITY;
            case "DELETE devices" -> Kind.DELETE_IDENTITY;
            case "GET twins" -> Kind.READ_TWIN;
            case "PATCH twins" -> Kind.PATCH_TWIN;
            case "PUT twins" -> Kind.REPLACE_TWIN;
            default -> throw new IOException("nobody asks a hub to " + method + " " + collection);
        };
    }

    private Reply carryOut(Asked asked, boolean late) {
        var outcome = apply(asked, asked.body(), late);
        if (asked.request().kind() == Kind.CREATE_WITH_TWIN) {
            return bulkReply(outcome, asked, false);
        }
        return switch (outcome) {
            case Outcome.Done(var reply) ->
                    new Reply(
                            asked.request().kind() == Kind.DELETE_IDENTITY ? 204 : 200,
                            reply,
                            Map.of());
            case Outcome.Refused(var error) -> error(error);
        };
    }

    /// @param twin what a bulk request's entry says about it
    private Outcome apply(Asked asked, JsonObject twin, boolean late) {
        var request = asked.request();
        var id = request.deviceId();
        var body = asked.body();
        var outcome =
                switch (request.kind()) {
                    case CREATE -> devices.create(id, body, JsonObject.EMPTY);
                    case CREATE_WITH_TWIN -> devices.create(id, body, twin);
                    case READ_IDENTITY -> devices.identity(id);
                    case REPLACE_IDENTITY -> devices.replace(id, body, request.etag());
                    case DELETE_IDENTITY -> devices.delete(id, request.etag());
                    case READ_TWIN -> devices.twin(id);
                    case PATCH_TWIN -> devices.patchTwin(id, body, request.etag());
                    case REPLACE_TWIN -> devices.replaceTwin(id, body, request.etag());
                };
        if (outcome instanceof Outcome.Done && request.kind().isWrite()) {
            script.applied(
                    new AppliedWrite(
                            request.kind(),
                            id,
                            request.requestId(),
                            request.etag(),
                            statusReason(id),
                            late));
        }
        return outcome;
    }

    private String statusReason(String id) {
        return devices.identity(id) instanceof Outcome.Done(var identity)
                ? text(identity, "statusReason")
                : "";
    }

    private static Reply bulkReply(Outcome outcome, Asked asked, boolean withoutTwin) {
        var id = new JsonString(asked.request().deviceId());
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("isSuccessful", JsonBoolean.of(outcome instanceof Outcome.Done));
        members.put("errors", new JsonArray(List.of()));
        members.put("warnings", new JsonArray(List.of()));
        if (withoutTwin) {
            var warning = new LinkedHashMap<String, JsonValue>();
            warning.put("deviceId", id);
            warning.put("warningCode", new JsonString("DeviceRegisteredWithoutTwin"));
            members.put("warnings", new JsonArray(List.of(new JsonObject(warning))));
        }
        if (outcome instanceof Outcome.Refused(var error)) {
            var failure = new LinkedHashMap<String, JsonValue>();
            failure.put("deviceId", id);
            failure.put("errorCode", JsonNumber.of(error.code()));
            failure.put("errorStatus", new JsonString("scripted"));
            failure.put("moduleId", JsonNull.NULL);
            members.put("errors", new JsonArray(List.of(new JsonObject(failure))));
            return new Reply(400, new JsonObject(members), Map.of());
        }
        return new Reply(200, new JsonObject(members), Map.of());
    }

    private Reply error(HubError error) {
        return new Reply(
                error.httpStatus(),
                HubErrorJson.classic(error, "scripted", "tracking", clock.instant()),
                Map.of("iothub-errorcode", error.wireName()));
    }

    private Reply throttled(@Nullable Integer retryAfter) {
        var body = HubErrorJson.nested(HubError.THROTTLED, "scripted", "tracking", clock.instant());
        return new Reply(
                429,
                body,
                retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter.toString()));
    }

    private boolean authorized(HttpExchange exchange) {
        var text = exchange.getRequestHeaders().getFirst("Authorization");
        return text != null
                && switch (SasText.parse(text)) {
                    case SasText.Parsed.Token(var token) -> good(token);
                    case SasText.Parsed.Refused _ -> false;
                };
    }

    private boolean good(SasToken token) {
        var key = token.policyName() == null ? null : keys.get(token.policyName());
        return key != null
                && token.resource().equals(name.value())
                && SasVerification.signedBy(token, new SymmetricKeys(key, key))
                && !SasVerification.expired(token, clock.instant());
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        if (reply.status() == 204) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            write(exchange, reply.status(), bytes(reply.body()));
        }
    }

    private static void tear(HttpExchange exchange, Reply reply) throws IOException {
        var bytes = bytes(reply.body());
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
    }

    private static void write(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static byte[] bytes(JsonValue body) {
        return JsonText.text(body).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject onlyEntry(JsonValue json) throws IOException {
        if (json instanceof JsonArray(var entries) && entries.size() == 1) {
            return object(entries.getFirst());
        }
        throw new IOException("a bulk request of one entry was expected");
    }

    private static JsonObject object(JsonValue json) throws IOException {
        if (json instanceof JsonObject object) {
            return object;
        }
        throw new IOException("an object was expected");
    }

    private static String text(JsonObject object, String name) {
        return object.members().get(name) instanceof JsonString(var text) ? text : "";
    }

    private static @Nullable String unquoted(@Nullable String etag) {
        return etag == null ? null : etag.replace("\"", "");
    }
}
