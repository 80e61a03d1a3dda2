package berth.hub.live;

import berth.core.hub.HubError;
import berth.core.json.JsonObject;

/// What became of a client's request about its twin.
public sealed interface TwinAnswer {
    /// The twin as the client may see it: `desired` and `reported`, each with `$version`. Source:
    /// iot-hub-protocol, section 2.7.
    record Twin(JsonObject document) implements TwinAnswer {}

    /// Reported properties are merged.
    record Reported(long version) implements TwinAnswer {}

    /// `message` is safe for the client.
    record Refused(HubError error, String message) implements TwinAnswer {}
}
