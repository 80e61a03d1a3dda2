package berth.core.hub;

import java.time.Instant;

/// The place of one device ID in an embedded hub, as far as there has been anything.
public sealed interface HubPlace {
    /// A device is there.
    record Occupied(HubDevice device) implements HubPlace {}

    /// A tombstone: no device is there, and no write of an operation older than `marker` brings one
    /// back. Kept for [HubStore#TOMBSTONE_KEPT].
    ///
    /// Source: reliability, section 4.1.
    record Vacated(HubMarker marker, Instant at) implements HubPlace {}
}
