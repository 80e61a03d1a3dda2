package berth.core.hub;

import berth.core.id.DeviceId;

/// A wish to have an identity gone from a hub.
///
/// @param marker of the operation that wishes it
public record DeviceRemoval(DeviceId deviceId, HubMarker marker, Extent extent) {
    /// What may be removed. A newer marker of the same scope always protects the identity.
    public enum Extent {
        /// Only what the operation itself created: its own marker, no takeover, no change of the
        /// status since. Anything else stays, and that is success: there is nothing of the
        /// operation's to remove. For compensation: reliability, section 2, rule 7.
        CREATED_BY_MARKER,
        /// Whatever is there. For the old hub after a move, and for decommissioning.
        UP_TO_MARKER
    }
}
