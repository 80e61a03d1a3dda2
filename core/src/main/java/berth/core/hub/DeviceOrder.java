package berth.core.hub;

import berth.core.id.DeviceId;

/// What a registration wants to be true in a hub. Frozen in the operation's plan: carrying it out
/// twice is carrying it out once.
///
/// @param twin tags and desired properties
/// @param twinWrite what becomes of a twin that is already there
public record DeviceOrder(
        DeviceId deviceId,
        DeviceAuthentication authentication,
        boolean iotEdge,
        InitialTwin twin,
        TwinWrite twinWrite,
        HubMarker marker) {

    /// What becomes of a twin that is already there when the order arrives. A new identity always
    /// starts with the order's twin.
    public enum TwinWrite {
        /// It stays as it is.
        KEEP,
        /// Tags and desired properties are replaced, reported ones emptied.
        RESET
    }
}
