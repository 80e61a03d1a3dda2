package berth.core.hub;

import berth.core.id.DeviceId;

import org.jspecify.annotations.Nullable;

/// What an operator wants a device identity to be: the writable members. Source: iot-hub-protocol,
/// section 5.2.
///
/// @param statusReason the operator's text, or null for none
/// @param deviceScope the scope of the gateway it is to be assigned to, or its own; null for none
/// @param parentScope the gateway's, where `deviceScope` is its own or none; null for none
public record DeviceDraft(
        DeviceId deviceId,
        boolean enabled,
        @Nullable String statusReason,
        AuthenticationWish authentication,
        boolean iotEdge,
        @Nullable String deviceScope,
        @Nullable String parentScope) {
    public static final int STATUS_REASON_LENGTH_MAX = 128;

    public DeviceDraft {
        if (statusReason != null && statusReason.length() > STATUS_REASON_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a status reason has at most %d characters"
                            .formatted(STATUS_REASON_LENGTH_MAX));
        }
    }

    /// A device that is assigned to no gateway.
    public DeviceDraft(
            DeviceId deviceId,
            boolean enabled,
            @Nullable String statusReason,
            AuthenticationWish authentication,
            boolean iotEdge) {
        this(deviceId, enabled, statusReason, authentication, iotEdge, null, null);
    }

    /// The scope of the gateway that a device is to be assigned to whose own scope is `own`, or
    /// null for none. A client that changes what it has read sends both scopes back, and has
    /// changed the first.
    public @Nullable String gatewayScope(String own) {
        var wanted = deviceScope == null || deviceScope.equals(own) ? parentScope : deviceScope;
        return own.equals(wanted) ? null : wanted;
    }

    /// How the device shall prove itself.
    public sealed interface AuthenticationWish {
        /// Nothing was said: a new device gets generated keys, an existing one keeps what it has.
        record Unsaid() implements AuthenticationWish {}

        /// By keys that the hub generates, also in place of existing ones.
        record GeneratedKeys() implements AuthenticationWish {}

        /// Exactly so.
        record Exactly(DeviceAuthentication authentication) implements AuthenticationWish {}
    }
}
