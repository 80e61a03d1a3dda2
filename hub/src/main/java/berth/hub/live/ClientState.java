package berth.hub.live;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubModule;
import berth.core.hub.role.RoleName;

import org.jspecify.annotations.Nullable;

/// A device or a module as it is stored, as far as its connection cares. A module is enabled with
/// its device, and has the role of its device.
///
/// @param scope what its children carry as their `deviceScope`
/// @param deviceScope the gateway it is assigned to, or null
record ClientState(
        HubClient client,
        boolean enabled,
        String generationId,
        DeviceAuthentication authentication,
        DeviceTwin twin,
        @Nullable RoleName role,
        String scope,
        @Nullable String deviceScope) {

    static ClientState of(HubDevice device) {
        var identity = device.identity();
        return new ClientState(
                HubClient.device(identity.deviceId()),
                identity.enabled(),
                identity.generationId(),
                identity.authentication(),
                device.twin(),
                identity.role(),
                identity.scope(),
                identity.deviceScope());
    }

    static ClientState of(HubDevice device, HubModule module) {
        var identity = device.identity();
        return new ClientState(
                module.client(),
                identity.enabled(),
                module.identity().generationId(),
                module.identity().authentication(),
                module.twin(),
                identity.role(),
                identity.scope(),
                null);
    }
}
