package berth.wire.json;

import berth.core.json.JsonValue;

/// A query specification: `{"query": "..."}`. Source: dps-service-api, section 2.7.
public final class QueryJson {
    private QueryJson() {}

    /// The text of the query, empty if there is none.
    public static String read(JsonValue document) throws BadDocument {
        return JsonFields.optionalText(JsonFields.object(document), "query").orElse("");
    }
}
