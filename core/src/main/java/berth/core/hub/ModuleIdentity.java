package berth.core.hub;

import berth.core.id.ETag;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A module as a hub knows it. Source: iot-hub-protocol, section 5.2.
///
/// @param client the module, never a device
/// @param generationId decimal text, new at each creation
/// @param managedBy who deploys it, or null
public record ModuleIdentity(
        HubClient client,
        String generationId,
        ETag etag,
        @Nullable String managedBy,
        DeviceAuthentication authentication,
        Instant createdAt) {
    public ModuleIdentity {
        if (!client.isModule()) {
            throw new IllegalArgumentException("not a module: " + client);
        }
    }
}
