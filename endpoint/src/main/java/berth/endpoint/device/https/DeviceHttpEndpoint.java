package berth.endpoint.device.https;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.HostName;
import berth.core.json.JsonObject;
import berth.endpoint.device.ApiVersion;
import berth.endpoint.device.DeviceAnswer;
import berth.endpoint.device.DeviceAnswers;
import berth.endpoint.device.DeviceOperations;
import berth.net.http.HttpEndpoint;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.wire.json.JsonText;
import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// The device endpoint over HTTPS. Each request is judged by what it carries itself, never by its
/// connection, which several devices of one process may share.
///
/// Source: dps-device-protocol, section 1.
public final class DeviceHttpEndpoint implements HttpEndpoint {
    private final DeviceOperations operations;
    private final DeviceAnswers answers;

    public DeviceHttpEndpoint(DeviceOperations operations, DeviceAnswers answers) {
        this.operations = operations;
        this.answers = answers;
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        return switch (DeviceRoute.of(request.method(), request.path())) {
            case DeviceRoute.Register(var scope, var registrationId) ->
                    register(request, scope, registrationId);
            case DeviceRoute.Status(var scope, var registrationId, var operationId) ->
                    checked(
                            request,
                            _ ->
                                    operations.poll(
                                            question(request, scope, registrationId), operationId));
            case DeviceRoute.Lookup(var scope, var registrationId) ->
                    withJson(
                            request,
                            _ -> operations.lookup(question(request, scope, registrationId)));
            case DeviceRoute.WrongMethod(var allowed) ->
                    refused(request, ServiceError.METHOD_NOT_ALLOWED, "use " + allowed)
                            .with("Allow", allowed);
            case DeviceRoute.Unreadable() ->
                    refused(
                            request,
                            ServiceError.BAD_REQUEST,
                            "the path is not percent-encoded UTF-8");
            case DeviceRoute.Nowhere() -> refused(request, ServiceError.NOT_FOUND, "no such path");
        };
    }

    private HttpReply register(HttpRequest request, String scope, String registrationId) {
        var reply =
                withJson(
                        request,
                        version ->
                                operations.registerOrChallenge(
                                        question(request, scope, registrationId),
                                        version,
                                        request.body()));
        var location = location(request.host(), scope, registrationId);
        return reply.status() == 202 && location.isPresent()
                ? reply.with("Location", location.get())
                : reply;
    }

    /// Nobody reads it, but Azure sends it. Left out when the device's Host header is no host name.
    private static Optional<String> location(String host, String scope, String registrationId) {
        try {
            return Optional.of(
                    "https://%s/%s/registrations/%s/register"
                            .formatted(
                                    new HostName(host),
                                    PercentEncoding.encode(scope),
                                    PercentEncoding.encode(registrationId)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private HttpReply withJson(HttpRequest request, Function<ApiVersion, DeviceAnswer> answer) {
        return DeviceRequest.acceptableContent(request)
                ? checked(request, answer)
                : refused(
                        request,
                        ServiceError.UNSUPPORTED_MEDIA_TYPE,
                        "the body must be application/json in UTF-8");
    }

    private HttpReply checked(HttpRequest request, Function<ApiVersion, DeviceAnswer> answer) {
        var version = DeviceRequest.apiVersion(request.query());
        return version.isPresent()
                ? reply(answer.apply(version.get()))
                : refused(
                        request,
                        ServiceError.BAD_REQUEST,
                        "api-version is required once, as YYYY-MM-DD or YYYY-MM-DD-preview");
    }

    private static DeviceOperations.Question question(
            HttpRequest request, String scope, String registrationId) {
        return new DeviceOperations.Question(
                scope, registrationId, DeviceRequest.evidence(request), request.peer().address());
    }

    private HttpReply refused(HttpRequest request, ServiceError error, String explanation) {
        var what =
                "%s %s from %s"
                        .formatted(request.method(), request.path(), request.peer().address());
        return reply(
                answers.refused(
                        answers.freshTrackingId(), Refusal.explained(error, explanation), what));
    }

    /// Not logged here: the listener knows more about why.
    @Override
    public HttpReply refusal(int status, String path, String host) {
        var trackingId = answers.freshTrackingId();
        int code = ListenerRefusal.errorCode(status);
        return reply(
                status,
                code,
                answers.patience(status),
                trackingId,
                answers.document(code, trackingId, ListenerRefusal.message(status)));
    }

    private static HttpReply reply(DeviceAnswer answer) {
        return reply(
                answer.status(),
                answer.error() == null ? 0 : answer.error().code(),
                answer.retryAfter(),
                answer.trackingId(),
                answer.document());
    }

    /// Puts an answer into HTTP.
    ///
    /// @param errorCode 0 for none
    private static HttpReply reply(
            int status,
            int errorCode,
            @Nullable Duration retryAfter,
            String trackingId,
            JsonObject document) {
        var reply =
                new HttpReply(status, HttpHeaders.NONE, JsonText.bytes(document))
                        .with("Content-Type", "application/json; charset=utf-8")
                        .with("Strict-Transport-Security", "max-age=31536000")
                        .with("x-ms-request-id", trackingId);
        if (errorCode != 0) {
            reply = reply.with("x-ms-error-code", Integer.toString(errorCode));
        }
        return retryAfter == null
                ? reply
                : reply.with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }
}
