package berth.wire.json;

import berth.core.id.ByteString;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;

/// The call of a direct method and its result. Source: iot-hub-protocol, section 5.5.
public final class MethodJson {
    private static final int NAME_LENGTH_MAX = 100;
    private static final int RESPONSE_SECONDS_MIN = 5;
    private static final int RESPONSE_SECONDS_DEFAULT = 30;
    private static final int SECONDS_MAX = 300;

    /// @param payload JSON text, or empty if none was given
    public record Call(
            String name, ByteString payload, Duration responseTimeout, Duration connectTimeout) {}

    private MethodJson() {}

    public static Call read(JsonObject body) throws BadDocument {
        var name = JsonFields.requiredText(body, "methodName");
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
            throw new BadDocument(
                    "methodName", "must have 1 to %d characters".formatted(NAME_LENGTH_MAX));
        }
        var payload = body.members().get("payload");
        return new Call(
                name,
                payload == null ? ByteString.EMPTY : JsonText.bytes(payload),
                seconds(
                        body,
                        "responseTimeoutInSeconds",
                        RESPONSE_SECONDS_MIN,
                        RESPONSE_SECONDS_DEFAULT),
                seconds(body, "connectTimeoutInSeconds", 0, 0));
    }

    private static Duration seconds(JsonObject body, String name, long min, long unsaid)
            throws BadDocument {
        long seconds = JsonFields.optionalLong(body, name).orElse(unsaid);
        if (seconds < min || seconds > SECONDS_MAX) {
            throw new BadDocument(name, "must be %d to %d".formatted(min, SECONDS_MAX));
        }
        return Duration.ofSeconds(seconds);
    }

    /// @param payload what the device answered: JSON, or nothing. What is not JSON is shown as a
    ///   string rather than lost
    public static JsonObject result(int status, ByteString payload) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("status", JsonNumber.of(status));
        members.put("payload", payload(payload));
        return new JsonObject(members);
    }

    private static JsonValue payload(ByteString payload) {
        if (payload.length() == 0) {
            return JsonNull.NULL;
        }
        try {
            return JsonText.parse(payload, PAYLOAD);
        } catch (MalformedJson _) {
            // The device has answered, which is what the caller asked for.
            return new JsonString(new String(payload.toByteArray(), StandardCharsets.UTF_8));
        }
    }

    /// A payload has at most 128 KB; within that, anything.
    private static final JsonLimits PAYLOAD = new JsonLimits(64, 128 * 1024, 40, 10_000);
}
