package berth.hub.endpoint;

import berth.core.hub.HubError;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.json.JsonValue;
import berth.hub.https.DeviceReply;
import berth.hub.registry.HubOutcome;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.HubErrorJson;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.time.Instant;

/// The replies to one request: JSON, with the tracking ID the caller can ask about.
record HubReplies(String trackingId, Instant now) {
    private static final int TOO_MANY_REQUESTS = 429;

    HttpReply ok(JsonValue body) {
        return json(200, body);
    }

    /// With the header equal to the body's etag: one client lets the header win.
    HttpReply ok(JsonValue body, ETag etag) {
        return ok(body).with("ETag", "\"" + etag + "\"");
    }

    /// A body that is not plain JSON.
    HttpReply body(String contentType, ByteString body) {
        return new HttpReply(200, HttpHeaders.NONE, body)
                .with("Content-Type", contentType)
                .with("x-ms-request-id", trackingId);
    }

    /// A device's request was answered.
    HttpReply answered(DeviceReply.Answered answer) {
        return new HttpReply(answer.status(), answer.headers(), answer.body())
                .with("x-ms-request-id", trackingId);
    }

    HttpReply wrongMethod(String allowed) {
        return error(HubError.METHOD_NOT_ALLOWED, "Allowed here: " + allowed)
                .with("Allow", allowed);
    }

    HttpReply noContent() {
        return HttpReply.empty(204).with("x-ms-request-id", trackingId);
    }

    HttpReply error(HubOutcome.Refused refused) {
        return error(refused.error(), refused.message());
    }

    HttpReply error(HubError error, String message) {
        boolean nested = error.httpStatus() == TOO_MANY_REQUESTS;
        return error(error, message, nested);
    }

    /// The body is not JSON.
    HttpReply error(MalformedJson e) {
        return error(HubError.DESERIALIZATION_ERROR, String.valueOf(e.getMessage()));
    }

    /// Body or headers are not what the operation asks for.
    HttpReply error(BadDocument e) {
        return error(HubError.ARGUMENT_INVALID, String.valueOf(e.getMessage()));
    }

    /// In the form that clients of direct methods read.
    HttpReply nested(HubError error, String message) {
        return error(error, message, true);
    }

    HttpReply notOffered(Feature feature) {
        return error(HubError.ROUTE_NOT_FOUND, feature.refusal());
    }

    private HttpReply error(HubError error, String message, boolean nested) {
        var body =
                nested
                        ? HubErrorJson.nested(error, message, trackingId, now)
                        : HubErrorJson.classic(error, message, trackingId, now);
        return json(error.httpStatus(), body).with("iothub-errorcode", error.wireName());
    }

    /// A JSON reply of any status.
    HttpReply json(int status, JsonValue body) {
        return new HttpReply(status, HttpHeaders.NONE, JsonText.bytes(body))
                .with("Content-Type", "application/json; charset=utf-8")
                .with("x-ms-request-id", trackingId);
    }
}
