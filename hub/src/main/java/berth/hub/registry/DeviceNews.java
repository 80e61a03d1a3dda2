package berth.hub.registry;

import berth.core.hub.HubDevice;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/// Who is told of changes of devices as soon as they are stored. Must not block for long and must
/// not throw: the change has happened.
public interface DeviceNews {
    /// Nobody.
    DeviceNews NONE = new DeviceNews() {};

    /// A device was created, changed or removed.
    ///
    /// @param before null if it is new
    /// @param after null if it is gone
    /// @param desired what became of the desired properties
    default void changed(
            HubHostName hub,
            DeviceId deviceId,
            @Nullable HubDevice before,
            @Nullable HubDevice after,
            Desired desired) {}

    /// A device may have changed: the store did not say.
    default void unsure(HubHostName hub, DeviceId deviceId) {}

    /// The roles of a hub have changed.
    default void rolesChanged(HubHostName hub) {}

    /// What became of desired properties.
    sealed interface Desired {
        record Untouched() implements Desired {}

        /// Merged with this, nulls and all.
        record Merged(JsonObject patch) implements Desired {}

        /// Written anew.
        record Replaced() implements Desired {}
    }
}
