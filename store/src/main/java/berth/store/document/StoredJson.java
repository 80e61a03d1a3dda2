package berth.store.document;

import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.nio.charset.StandardCharsets;

/// Text and bytes of stored documents.
public final class StoredJson {
    /// Wider than any edge's limits, because a stored document wraps what an edge let in. Text
    /// beyond them was not written by us.
    private static final JsonLimits LIMITS =
            new JsonLimits(200, 16 * 1024 * 1024, 1_000, 1_000_000);

    private StoredJson() {}

    public static String text(JsonValue value) {
        return JsonText.text(value);
    }

    public static byte[] bytes(JsonValue value) {
        return JsonText.text(value).getBytes(StandardCharsets.UTF_8);
    }

    /// @throws BadDocument when the text is not a document of ours
    public static JsonObject object(String text) throws BadDocument {
        try {
            return JsonFields.object(JsonText.parse(text, LIMITS));
        } catch (MalformedJson e) {
            throw new BadDocument("", "must be JSON: " + e.getMessage());
        }
    }

    /// @throws BadDocument when the bytes are not a document of ours
    public static JsonObject object(byte[] utf8) throws BadDocument {
        return object(new String(utf8, StandardCharsets.UTF_8));
    }
}
