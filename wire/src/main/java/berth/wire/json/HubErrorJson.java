package berth.wire.json;

import berth.core.hub.HubError;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.time.Instant;
import java.util.LinkedHashMap;

/// The two bodies in which a hub reports an error; which one, depends on the operation, because the
/// service clients disagree about what they can read. Source: iot-hub-protocol, section 5.1.
public final class HubErrorJson {
    private HubErrorJson() {}

    /// For identities and twins: name and sentence in `Message`, parted by a semicolon.
    public static JsonObject classic(
            HubError error, String message, String trackingId, Instant now) {
        return body(
                "ErrorCode:" + error.wireName() + ";" + message,
                "Tracking ID:" + trackingId + "-TimeStamp:" + Timestamps.precise(now));
    }

    /// For methods and throttling: `Message` is JSON text once more, with the number.
    public static JsonObject nested(
            HubError error, String message, String trackingId, Instant now) {
        var inner = new LinkedHashMap<String, JsonValue>();
        inner.put("errorCode", JsonNumber.of(error.code()));
        inner.put("trackingId", new JsonString(trackingId));
        inner.put("message", new JsonString(message));
        inner.put("timestampUtc", new JsonString(Timestamps.precise(now)));
        return body(JsonText.text(new JsonObject(inner)), "");
    }

    private static JsonObject body(String message, String exceptionMessage) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("Message", new JsonString(message));
        members.put("ExceptionMessage", new JsonString(exceptionMessage));
        return new JsonObject(members);
    }
}
