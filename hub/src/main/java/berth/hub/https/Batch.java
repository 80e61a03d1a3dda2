package berth.hub.https;

import berth.core.hub.message.DeviceMessage;
import berth.core.id.ByteString;
import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Several messages in one body:
///
/// ```text
/// [{"body":"...","base64Encoded":true,"properties":{"iothub-app-k":"v","iothub-messageid":"..."}}]
/// ```
///
/// A body is base64 unless `base64Encoded` is false. Source: iot-hub-protocol, section 4.2.
final class Batch {
    static final String CONTENT_TYPE = "application/vnd.microsoft.iothub.json";
    static final int MESSAGES_MAX = 500;
    private static final JsonLimits LIMITS = new JsonLimits(4, 384 * 1024, 40, 200);

    private Batch() {}

    static List<DeviceMessage> read(ByteString body) throws MalformedJson, BadDocument {
        if (!(JsonText.parse(body, LIMITS) instanceof JsonArray(var items))) {
            throw new BadDocument("", "must be an array");
        }
        if (items.isEmpty() || items.size() > MESSAGES_MAX) {
            throw new BadDocument("", "must have 1 to %d messages".formatted(MESSAGES_MAX));
        }
        var messages = new ArrayList<DeviceMessage>();
        for (var item : items) {
            try {
                messages.add(message(item));
            } catch (BadDocument e) {
                throw e.under("[" + messages.size() + "]");
            }
        }
        return messages;
    }

    private static DeviceMessage message(JsonValue item) throws BadDocument {
        var object = JsonFields.object(item);
        boolean base64 = JsonFields.optionalBool(object, "base64Encoded").orElse(true);
        var body =
                base64
                        ? JsonFields.requiredBase64(object, "body")
                        : ByteString.of(
                                JsonFields.requiredText(object, "body")
                                        .getBytes(StandardCharsets.UTF_8));
        var system = new LinkedHashMap<String, String>();
        var application = new LinkedHashMap<String, String>();
        var properties = JsonFields.optionalObject(object, "properties").orElse(JsonObject.EMPTY);
        for (var property : properties.members().entrySet()) {
            if (!(property.getValue() instanceof JsonString(var value))) {
                throw new BadDocument("properties", "must be strings");
            }
            MessageHeaders.read(property.getKey(), value, system, application);
        }
        return new DeviceMessage(system, application, body);
    }
}
