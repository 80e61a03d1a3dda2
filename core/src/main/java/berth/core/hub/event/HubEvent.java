package berth.core.hub.event;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;

import java.time.Instant;

/// Something that happened to a client of a hub.
///
/// @param sequence grows within a hub, with gaps; the order of a client's events
/// @param at by the store's clock
/// @param data the body of iot-hub-protocol, section 7.1, by kind
public record HubEvent(
        long sequence, HubHostName hub, HubClient client, Kind kind, Instant at, JsonObject data) {
    /// What may happen. Source: iot-hub-protocol, section 7.
    public enum Kind {
        CREATED("created"),
        DELETED("deleted"),
        CONNECTED("connected"),
        DISCONNECTED("disconnected"),
        /// Tags, desired or reported properties were merged into.
        TWIN_UPDATED("twinUpdated"),
        /// Tags and desired properties were replaced.
        TWIN_REPLACED("twinReplaced");

        private final String spelling;

        Kind(String spelling) {
            this.spelling = spelling;
        }

        /// As subscriptions spell it.
        public String spelling() {
            return spelling;
        }
    }
}
