package berth.cli.check;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is known of one device, from three sources that do not know of each other.
///
/// @param told what the device itself was told; null if it was never told `assigned`
/// @param identities what the hubs hold under its device ID
/// @param recorded what the service's registration says; null if there is none that is `assigned`
public record DeviceEvidence(
        String registrationId,
        @Nullable Placement told,
        List<Identity> identities,
        @Nullable Placement recorded) {
    public DeviceEvidence {
        identities = List.copyOf(identities);
    }

    public record Placement(String hub, String deviceId) {}

    /// An identity in a hub.
    ///
    /// @param enabled whether the device may connect
    /// @param twin whether its twin is there with its properties
    /// @param site the twin's tag of that name, or null
    public record Identity(String hub, boolean enabled, boolean twin, @Nullable String site) {}
}
