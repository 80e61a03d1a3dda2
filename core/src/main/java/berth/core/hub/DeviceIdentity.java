package berth.core.hub;

import berth.core.id.DeviceId;
import berth.core.id.ETag;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/// A device as a hub knows it. Source: iot-hub-protocol, section 5.2.
///
/// @param generationId decimal text, new at each creation
/// @param statusReason an operator's text, or the provisioning service's [HubMarker]
public record DeviceIdentity(
        DeviceId deviceId,
        String generationId,
        ETag etag,
        boolean enabled,
        @Nullable String statusReason,
        Instant statusUpdatedAt,
        DeviceAuthentication authentication,
        boolean iotEdge,
        Instant createdAt) {

    public Optional<HubMarker> marker() {
        return Optional.ofNullable(statusReason).flatMap(HubMarker::parse);
    }
}
