package berth.endpoint.service;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonValue;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.wire.json.JsonText;
import berth.wire.json.ServiceErrorJson;

import java.time.Instant;

/// Replies in the shape service clients read.
///
/// Source: dps-service-api, sections 0.4 and 5.1.
final class ServiceReplies {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private ServiceReplies() {}

    static HttpReply ok(JsonValue document) {
        return json(OK, document);
    }

    static HttpReply done() {
        return HttpReply.empty(NO_CONTENT);
    }

    static HttpReply refused(ServiceError error, ServiceCall call) {
        return refused(error, error.message(), call.caller().trackingId(), call.now());
    }

    static HttpReply refused(Refusal refusal, ServiceCall call) {
        return refused(refusal.error(), refusal.shown(), call.caller().trackingId(), call.now());
    }

    static HttpReply refused(ServiceError error, String shown, String trackingId, Instant now) {
        return refused(error.httpStatus(), error.code(), shown, trackingId, now);
    }

    /// A refusal of the listener, with a number of ours where the contract has none.
    static HttpReply refusedByListener(int status, String trackingId, Instant now) {
        return switch (status) {
            case 400 -> listener(ServiceError.BAD_REQUEST, trackingId, now);
            case 408 -> listener(ServiceError.REQUEST_TIMEOUT, trackingId, now);
            case 413 -> listener(ServiceError.PAYLOAD_TOO_LARGE, trackingId, now);
            case 415 -> listener(ServiceError.UNSUPPORTED_MEDIA_TYPE, trackingId, now);
            case 500 -> listener(ServiceError.INTERNAL, trackingId, now);
            case 503 -> listener(ServiceError.UNAVAILABLE, trackingId, now);
            default -> refused(status, status * 1000, "Request refused", trackingId, now);
        };
    }

    private static HttpReply listener(ServiceError error, String trackingId, Instant now) {
        return refused(error, error.message(), trackingId, now);
    }

    private static HttpReply refused(
            int status, int errorCode, String shown, String trackingId, Instant now) {
        return json(status, ServiceErrorJson.document(errorCode, trackingId, shown, now))
                .with("x-ms-error-code", Integer.toString(errorCode));
    }

    /// Node's client reads a body only if its type says JSON.
    private static HttpReply json(int status, JsonValue document) {
        return new HttpReply(status, HttpHeaders.NONE, JsonText.bytes(document))
                .with("Content-Type", "application/json; charset=utf-8");
    }
}
