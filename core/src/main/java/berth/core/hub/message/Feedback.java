package berth.core.hub.message;

import berth.core.hub.HubClient;

import java.time.Instant;

/// What became of a cloud-to-device message, for its sender. Source: iot-hub-protocol, section 6.2.
///
/// @param originalMessageId empty if the sender gave none
public record Feedback(
        String originalMessageId,
        HubClient client,
        String generationId,
        Status status,
        Instant at) {
    /// What may become of a message.
    public enum Status {
        SUCCESS("Success"),
        EXPIRED("Expired"),
        DELIVERY_COUNT_EXCEEDED("DeliveryCountExceeded"),
        REJECTED("Rejected"),
        PURGED("Purged");

        private final String spelling;

        Status(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }
}
