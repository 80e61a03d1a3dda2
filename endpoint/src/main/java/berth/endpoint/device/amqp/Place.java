package berth.endpoint.device.amqp;

import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.endpoint.device.DeviceConnections;

import org.jspecify.annotations.Nullable;

/// One connection's place among those its device may have open. Owned by the session's thread.
final class Place {
    private final DeviceConnections connections;
    private DeviceConnections.@Nullable Device holder;

    Place(DeviceConnections connections) {
        this.connections = connections;
    }

    /// Takes a place for a device that has proven itself, so that its names are well-formed.
    ///
    /// @return false if the device has too many connections
    boolean take(LinkAddress device) {
        var taken =
                new DeviceConnections.Device(
                        new IdScope(device.scope()), new RegistrationId(device.registrationId()));
        if (!connections.enter(taken)) {
            return false;
        }
        holder = taken;
        return true;
    }

    void leave() {
        var leaving = holder;
        holder = null;
        if (leaving != null) {
            connections.leave(leaving);
        }
    }
}
