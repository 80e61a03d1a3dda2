package berth.core.hub;

import berth.core.id.DeviceId;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/// What a registration wants to be true in a hub. Frozen in the operation's plan: carrying it out
/// twice is carrying it out once.
///
/// @param twin tags and desired properties
/// @param twinWrite what becomes of a twin that is already there
/// @param reported the former hub's reported properties, for [TwinWrite#MIGRATE] only; null where
///   they are not known. A hub of Azure's takes none over its service API: there the device has to
///   report again
public record DeviceOrder(
        DeviceId deviceId,
        DeviceAuthentication authentication,
        boolean iotEdge,
        InitialTwin twin,
        TwinWrite twinWrite,
        HubMarker marker,
        @Nullable JsonObject reported) {

    public DeviceOrder {
        if (reported != null && twinWrite != TwinWrite.MIGRATE) {
            throw new IllegalArgumentException("reported properties come with a migration only");
        }
    }

    /// An order that brings no reported properties.
    public DeviceOrder(
            DeviceId deviceId,
            DeviceAuthentication authentication,
            boolean iotEdge,
            InitialTwin twin,
            TwinWrite twinWrite,
            HubMarker marker) {
        this(deviceId, authentication, iotEdge, twin, twinWrite, marker, null);
    }

    /// What becomes of a twin that is already there when the order arrives. A new identity always
    /// starts with the order's twin.
    public enum TwinWrite {
        /// It stays as it is.
        KEEP,
        /// Tags and desired properties are replaced, reported ones emptied.
        RESET,
        /// The order's twin is the former hub's: tags and desired properties are replaced, reported
        /// ones too where the order knows them and the hub takes them.
        MIGRATE
    }
}
