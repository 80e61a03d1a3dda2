package berth.hub.endpoint;

import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.net.http.HttpRequest;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

/// Request bodies as JSON.
final class Bodies {
    private Bodies() {}

    static JsonValue value(HttpRequest request) throws MalformedJson {
        return JsonText.parse(request.body(), JsonLimits.DEFAULT);
    }

    static JsonObject object(HttpRequest request) throws MalformedJson, BadDocument {
        return JsonFields.object(value(request));
    }
}
