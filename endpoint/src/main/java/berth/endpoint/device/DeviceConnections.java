package berth.endpoint.device;

import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.util.HashMap;
import java.util.Map;

/// How many connections each device has open, on the protocols that know whose a connection is. For
/// many callers at once.
///
/// Source: reliability, section 10.
public final class DeviceConnections {
    /// Whose connection it is.
    public record Device(IdScope scope, RegistrationId registrationId) {}

    /// What a device may have open by default.
    public static final int PER_DEVICE_MAX = 4;

    private final int perDeviceMax;
    private final Map<Device, Integer> open = new HashMap<>();

    public DeviceConnections(int perDeviceMax) {
        this.perDeviceMax = perDeviceMax;
    }

    /// One more, unless it would be too many. Who gets a place gives it back with [#leave].
    public synchronized boolean enter(Device device) {
        int before = open.getOrDefault(device, 0);
        if (before >= perDeviceMax) {
            return false;
        }
        open.put(device, before + 1);
        return true;
    }

    /// One less.
    public synchronized void leave(Device device) {
        open.computeIfPresent(device, (_, before) -> before == 1 ? null : before - 1);
    }

    /// How many devices have a connection.
    public synchronized int devices() {
        return open.size();
    }
}
