package berth.core.hub;

import berth.core.json.JsonObject;

/// Desired or reported properties.
///
/// @param data the properties, without `$metadata` and `$version`
/// @param metadata the `$metadata` tree that mirrors the data
/// @param version counts the accepted changes, starting with 1
public record TwinSection(JsonObject data, JsonObject metadata, long version) {}
