package berth.server.failpoint;

import berth.core.failpoint.FailStep;
import berth.core.failpoint.Failpoints;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.id.DeviceId;

import java.util.Optional;

/// Reaches a failpoint before and after each call to a hub.
final class FailpointHubRegistry implements HubRegistry {
    private final HubRegistry hub;
    private final Failpoints failpoints;

    FailpointHubRegistry(HubRegistry hub, Failpoints failpoints) {
        this.hub = hub;
        this.failpoints = failpoints;
    }

    @Override
    public HubAnswer provision(DeviceOrder order) {
        return failpoints.around(FailStep.HUB_PROVISION, () -> hub.provision(order));
    }

    @Override
    public Optional<DeviceIdentity> find(DeviceId deviceId) {
        return failpoints.around(FailStep.HUB_FIND, () -> hub.find(deviceId));
    }

    @Override
    public Optional<DeviceTwin> twin(DeviceId deviceId) {
        return failpoints.around(FailStep.HUB_TWIN, () -> hub.twin(deviceId));
    }

    @Override
    public HubAnswer remove(DeviceRemoval removal) {
        return failpoints.around(FailStep.HUB_REMOVE, () -> hub.remove(removal));
    }

    @Override
    public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
        return failpoints.around(
                FailStep.HUB_SET_ENABLED, () -> hub.setEnabled(deviceId, marker, enabled));
    }
}
