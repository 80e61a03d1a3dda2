package berth.core.hub;

import berth.core.id.ETag;
import berth.core.json.JsonObject;

/// A device's twin. Source: iot-hub-protocol, section 5.3.
///
/// @param etag of tags and desired properties
/// @param version counts changes of any section
public record DeviceTwin(
        JsonObject tags, TwinSection desired, TwinSection reported, ETag etag, long version) {}
