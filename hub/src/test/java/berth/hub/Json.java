package berth.hub;

import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

/// JSON written down as text, for tests.
public final class Json {
    private Json() {}

    public static JsonObject object(String text) {
        try {
            return JsonFields.object(JsonText.parse(text, JsonLimits.DEFAULT));
        } catch (MalformedJson | BadDocument e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
