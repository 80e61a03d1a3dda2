package berth.store.document;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What a client listens to: filters with the quality of service of each.
public final class FiltersDocument {
    private FiltersDocument() {}

    public static JsonObject of(Map<String, Integer> filters) {
        var members = new TreeMap<String, JsonValue>();
        filters.forEach((filter, quality) -> members.put(filter, JsonNumber.of(quality)));
        return new JsonObject(members);
    }

    public static Map<String, Integer> filters(JsonObject document) throws BadDocument {
        var filters = new HashMap<String, Integer>();
        for (var name : document.members().keySet()) {
            filters.put(name, Math.toIntExact(JsonFields.requiredLong(document, name)));
        }
        return filters;
    }
}
