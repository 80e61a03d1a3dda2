package berth.wire.json;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.time.Instant;
import java.util.LinkedHashMap;

/// The document of every error, `ProvisioningServiceErrorDetails` in Azure's words:
///
/// ```json
/// {"errorCode": 401002, "trackingId": "…", "message": "…", "timestampUtc": "…"}
/// ```
///
/// The same in HTTPS bodies, MQTT answers and AMQP error descriptions. Every member is always there
/// and none is null; there is no `status`, which one stock client would take for a challenge.
///
/// Source: dps-device-protocol section 0.7, dps-service-api section 5.1.
public final class ServiceErrorJson {
    private ServiceErrorJson() {}

    /// Writes the document of one refusal.
    ///
    /// @param errorCode the HTTP status times 1000 plus a detail: one stock client computes the
    ///   status from it
    /// @param message safe to show
    /// @param at by the clock of the node that refuses
    public static JsonObject document(
            int errorCode, String trackingId, String message, Instant at) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("errorCode", JsonNumber.of(errorCode));
        members.put("trackingId", new JsonString(trackingId));
        members.put("message", new JsonString(message));
        members.put("timestampUtc", new JsonString(Timestamps.precise(at)));
        return new JsonObject(members);
    }
}
