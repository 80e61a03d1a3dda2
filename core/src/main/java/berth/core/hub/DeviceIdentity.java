package berth.core.hub;

import berth.core.hub.role.RoleName;
import berth.core.id.DeviceId;
import berth.core.id.ETag;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/// A device as a hub knows it. Source: iot-hub-protocol, section 5.2.
///
/// @param generationId decimal text, new at each creation
/// @param statusReason an operator's text, or the provisioning service's [HubMarker]
/// @param role what it was made, or null if nobody said
/// @param deviceScope the gateway it is assigned to, as [#scope] of that; null for none
public record DeviceIdentity(
        DeviceId deviceId,
        String generationId,
        ETag etag,
        boolean enabled,
        @Nullable String statusReason,
        Instant statusUpdatedAt,
        DeviceAuthentication authentication,
        boolean iotEdge,
        Instant createdAt,
        @Nullable RoleName role,
        @Nullable String deviceScope) {

    /// A device without role and gateway.
    public DeviceIdentity(
            DeviceId deviceId,
            String generationId,
            ETag etag,
            boolean enabled,
            @Nullable String statusReason,
            Instant statusUpdatedAt,
            DeviceAuthentication authentication,
            boolean iotEdge,
            Instant createdAt) {
        this(
                deviceId,
                generationId,
                etag,
                enabled,
                statusReason,
                statusUpdatedAt,
                authentication,
                iotEdge,
                createdAt,
                null,
                null);
    }

    /// What a device that is assigned to this one carries as its `deviceScope`. Source:
    /// iot-hub-protocol, section 5.2.
    public String scope() {
        return "ms-azure-iot-edge://" + deviceId + "-" + generationId;
    }

    public DeviceIdentity withRole(@Nullable RoleName other) {
        return new DeviceIdentity(
                deviceId,
                generationId,
                etag,
                enabled,
                statusReason,
                statusUpdatedAt,
                authentication,
                iotEdge,
                createdAt,
                other,
                deviceScope);
    }

    public Optional<HubMarker> marker() {
        return Optional.ofNullable(statusReason).flatMap(HubMarker::parse);
    }
}
