package berth.core.hub.message;

import berth.core.hub.HubClient;

import java.time.Instant;

/// A cloud-to-device message in its queue. Source: iot-hub-protocol, section 6.1.
///
/// @param sequence grows within a hub; the order of a client's messages
/// @param generationId of the identity it was sent to
/// @param deliveryCount how often it was abandoned
public record CommandMessage(
        long sequence,
        HubClient client,
        String generationId,
        DeviceMessage message,
        FeedbackRequest feedback,
        Instant enqueuedAt,
        Instant expiresAt,
        int deliveryCount) {}
