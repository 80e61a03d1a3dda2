package berth.core.registration;

import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

/// An identity by where it is.
public record Placement(HubHostName hub, DeviceId deviceId) {
    @Override
    public String toString() {
        return hub + "/" + deviceId;
    }
}
