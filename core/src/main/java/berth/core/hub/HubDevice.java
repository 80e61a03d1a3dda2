package berth.core.hub;

import berth.core.id.DeviceId;

/// An identity with its twin, as the embedded hub stores them: one row, because they are born and
/// die together.
public record HubDevice(DeviceIdentity identity, DeviceTwin twin) {
    public DeviceId deviceId() {
        return identity.deviceId();
    }

    public HubDevice with(DeviceIdentity changed) {
        return new HubDevice(changed, twin);
    }

    public HubDevice with(DeviceTwin changed) {
        return new HubDevice(identity, changed);
    }
}
