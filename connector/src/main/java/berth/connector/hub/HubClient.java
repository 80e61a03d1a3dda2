package berth.connector.hub;

import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.json.JsonValue;
import berth.wire.json.JsonText;
import berth.wire.uri.PercentEncoding;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One hub's service API over HTTPS: a call is one request, tried once.
///
/// Source: iot-hub-protocol, sections 5.1 to 5.3 and 5.8.
final class HubClient {
    private static final String API_VERSION = "2021-04-12";
    private static final int REPLY_BYTES_MAX = 1024 * 1024;

    private final HttpClient http;
    private final String root;
    private final PolicyToken token;

    HubClient(HttpClient http, HubHostName hub, int port, PolicyToken token) {
        this.http = http;
        this.root = "https://" + hub + (port == 443 ? "" : ":" + port);
        this.token = token;
    }

    /// Sends the call and waits for the whole reply.
    ///
    /// @param correlation by which the hub's operators may find the request
    /// @throws IOException when there is none in time; the call may have been carried out
    HttpAnswer send(HubCall call, String correlation, Duration patience) throws IOException {
        var request =
                request(call)
                        .header("Authorization", token.text())
                        .header("Accept", "application/json")
                        .header("x-ms-client-request-id", correlation)
                        .timeout(patience)
                        .build();
        // The request's own time-out ends with the headers; the reply is to be here by then.
        var pending =
                http.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(), REPLY_BYTES_MAX));
        try {
            return answer(pending.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new IOException("no reply within " + patience, e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the hub", e);
        } finally {
            pending.cancel(true);
        }
    }

    private static HttpAnswer answer(HttpResponse<String> response) {
        return new HttpAnswer(
                response.statusCode(),
                header(response, "iothub-errorcode"),
                header(response, "ETag"),
                header(response, "Retry-After"),
                response.body());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("").strip();
    }

    private HttpRequest.Builder request(HubCall call) {
        return switch (call) {
            case HubCall.Create(var deviceId, var identity) ->
                    write("PUT", device(deviceId), identity.json());
            case HubCall.CreateWithTwin(_, var entry) ->
                    write("POST", uri("/devices"), Documents.bulk(entry));
            case HubCall.ReadIdentity(var deviceId) -> HttpRequest.newBuilder(device(deviceId));
            case HubCall.ReplaceIdentity(var deviceId, var identity, var etag) ->
                    conditional(write("PUT", device(deviceId), identity.json()), etag);
            case HubCall.DeleteIdentity(var deviceId, var etag) ->
                    conditional(HttpRequest.newBuilder(device(deviceId)).DELETE(), etag);
            case HubCall.ReadTwin(var deviceId) -> HttpRequest.newBuilder(twin(deviceId));
            case HubCall.PatchTwin(var deviceId, var patch, var etag) ->
                    conditional(write("PATCH", twin(deviceId), patch.json()), etag);
            case HubCall.ReplaceTwin(var deviceId, var twin, var etag) ->
                    conditional(write("PUT", twin(deviceId), twin.json()), etag);
        };
    }

    private static HttpRequest.Builder write(String method, URI uri, JsonValue body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json; charset=utf-8")
                .method(
                        method,
                        BodyPublishers.ofString(JsonText.text(body), StandardCharsets.UTF_8));
    }

    private static HttpRequest.Builder conditional(HttpRequest.Builder request, ETag etag) {
        return request.header("If-Match", "\"" + etag + "\"");
    }

    private URI device(DeviceId deviceId) {
        return uri("/devices/" + PercentEncoding.encode(deviceId.value()));
    }

    private URI twin(DeviceId deviceId) {
        return uri("/twins/" + PercentEncoding.encode(deviceId.value()));
    }

    private URI uri(String path) {
        return URI.create(root + path + "?api-version=" + API_VERSION);
    }
}
