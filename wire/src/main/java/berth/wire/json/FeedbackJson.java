package berth.wire.json;

import berth.core.hub.message.Feedback;
import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.List;

/// What became of cloud-to-device messages. Source: iot-hub-protocol, section 6.2.
public final class FeedbackJson {
    public static final String CONTENT_TYPE = "application/vnd.microsoft.iothub.feedback.json";

    private FeedbackJson() {}

    public static JsonArray write(List<Feedback> records) {
        return new JsonArray(records.stream().<JsonValue>map(FeedbackJson::write).toList());
    }

    private static JsonObject write(Feedback record) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("originalMessageId", new JsonString(record.originalMessageId()));
        members.put("enqueuedTimeUtc", new JsonString(Timestamps.trimmed(record.at())));
        members.put("statusCode", new JsonString(record.status().spelling()));
        members.put("description", new JsonString(record.status().spelling()));
        members.put("deviceId", new JsonString(record.client().deviceId().value()));
        var module = record.client().moduleId();
        if (module != null) {
            members.put("moduleId", new JsonString(module.value()));
        }
        members.put("deviceGenerationId", new JsonString(record.generationId()));
        return new JsonObject(members);
    }
}
