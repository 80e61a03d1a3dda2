package berth.cli.operate;

import berth.core.id.HostName;
import berth.core.json.JsonArray;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.secret.Secret;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.sas.SasText;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLContext;

/// The service operations endpoint as an operator's command calls it.
final class ServiceApi implements AutoCloseable {
    /// The API version whose rules these operations follow.
    static final String VERSION = "2021-10-01";

    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    /// Longer than the service takes to give up on a hub.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final int PAGE = 500;
    private static final String CONTINUATION = "x-ms-continuation";

    private final HttpClient http;
    private final Target target;
    private final InstantSource clock;

    /// Whom to call, and as whom.
    record Target(HostName host, int port, String policyName, Secret key) {}

    ServiceApi(Target target, SSLContext tls, InstantSource clock) {
        this.target = target;
        this.clock = clock;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_MAX)
                        .sslContext(tls)
                        .build();
    }

    /// A request with headers of its own.
    ///
    /// @param path encoded, with what stands behind the question mark but the version
    /// @param body [JsonNull] for none
    /// @return the document in the answer; [JsonNull] if it has none
    JsonValue call(String method, String path, JsonValue body, Map<String, String> headers)
            throws ServiceRefusal {
        return document(send(method, path, body, headers));
    }

    JsonValue call(String method, String path) throws ServiceRefusal {
        return call(method, path, JsonNull.NULL, Map.of());
    }

    /// Every page of a listing, up to about `limit` items; the last element tells whether there are
    /// more.
    Listed list(String path, int limit) throws ServiceRefusal {
        var items = new ArrayList<JsonObject>();
        var next = Optional.of("");
        while (next.isPresent() && items.size() < limit) {
            int most = Math.min(PAGE, limit - items.size());
            var reply =
                    send(
                            "GET",
                            path,
                            JsonNull.NULL,
                            Map.of(
                                    CONTINUATION,
                                    next.get(),
                                    "x-ms-max-item-count",
                                    Integer.toString(most)));
            items.addAll(objects(document(reply)));
            next = reply.headers().firstValue(CONTINUATION);
        }
        return new Listed(items, next.isPresent());
    }

    /// What was listed.
    ///
    /// @param more whether the service has more of them
    record Listed(List<JsonObject> items, boolean more) {
        Listed {
            items = List.copyOf(items);
        }
    }

    private HttpResponse<String> send(
            String method, String path, JsonValue body, Map<String, String> headers)
            throws ServiceRefusal {
        var separator = path.indexOf('?') < 0 ? '?' : '&';
        var address =
                URI.create(
                        "https://%s:%d%s%capi-version=%s"
                                .formatted(target.host(), target.port(), path, separator, VERSION));
        var request =
                HttpRequest.newBuilder(address)
                        .timeout(ANSWER_MAX)
                        .header("Authorization", token())
                        .method(
                                method,
                                body == JsonNull.NULL
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(JsonText.text(body)));
        if (body != JsonNull.NULL) {
            request.header("Content-Type", "application/json; charset=utf-8");
        }
        headers.forEach(
                (name, value) -> {
                    if (!value.isEmpty()) {
                        request.header(name, value);
                    }
                });
        try {
            var reply = http.send(request.build(), BodyHandlers.ofString());
            if (reply.statusCode() >= 300) {
                throw refusal(reply);
            }
            return reply;
        } catch (IOException e) {
            var why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ServiceRefusal(
                    "no answer from %s:%d: %s".formatted(target.host(), target.port(), why), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceRefusal("interrupted", e);
        }
    }

    private String token() {
        return SasText.forPolicy(
                target.host(), target.policyName(), target.key(), clock.instant().plus(TOKEN_LIFE));
    }

    private static ServiceRefusal refusal(HttpResponse<String> reply) {
        try {
            var document = JsonFields.object(JsonText.parse(reply.body(), JsonLimits.DEFAULT));
            return new ServiceRefusal(
                    "%s (error %d, tracking ID %s)"
                            .formatted(
                                    JsonFields.requiredText(document, "message"),
                                    JsonFields.requiredLong(document, "errorCode"),
                                    JsonFields.requiredText(document, "trackingId")));
        } catch (MalformedJson | BadDocument e) {
            // Something between us and the service has answered; its status says the most.
            return new ServiceRefusal(
                    "HTTP %d without an explanation".formatted(reply.statusCode()), e);
        }
    }

    private static JsonValue document(HttpResponse<String> reply) throws ServiceRefusal {
        if (reply.body().isEmpty()) {
            return JsonNull.NULL;
        }
        try {
            return JsonText.parse(reply.body(), JsonLimits.DEFAULT);
        } catch (MalformedJson e) {
            throw new ServiceRefusal("the answer is not JSON: " + e.getMessage(), e);
        }
    }

    static List<JsonObject> objects(JsonValue document) throws ServiceRefusal {
        if (document instanceof JsonArray(var items)
                && items.stream().allMatch(JsonObject.class::isInstance)) {
            return items.stream().map(JsonObject.class::cast).toList();
        }
        throw new ServiceRefusal("the answer is not a list of documents");
    }

    static JsonObject object(JsonValue document) throws ServiceRefusal {
        if (document instanceof JsonObject object) {
            return object;
        }
        throw new ServiceRefusal("the answer is not a document");
    }

    static JsonValue text(String value) {
        return new JsonString(value);
    }

    @Override
    public void close() {
        http.close();
    }
}
