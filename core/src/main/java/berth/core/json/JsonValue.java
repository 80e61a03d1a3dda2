package berth.core.json;

/// One JSON value. Equality is by content; members of an object keep the order they came in.
public sealed interface JsonValue
        permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {}
