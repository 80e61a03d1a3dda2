package berth.core.hub;

import berth.core.hub.DeviceDraft.AuthenticationWish;

import org.jspecify.annotations.Nullable;

/// What an operator wants a module's identity to be: the writable members. Source:
/// iot-hub-protocol, section 5.2.
///
/// @param client a module
/// @param managedBy who deploys it, or null; at most [#MANAGED_BY_LENGTH_MAX] characters
public record ModuleDraft(
        HubClient client, @Nullable String managedBy, AuthenticationWish authentication) {
    public static final int MANAGED_BY_LENGTH_MAX = 128;

    public ModuleDraft {
        if (managedBy != null && managedBy.length() > MANAGED_BY_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "managedBy has at most %d characters".formatted(MANAGED_BY_LENGTH_MAX));
        }
    }
}
