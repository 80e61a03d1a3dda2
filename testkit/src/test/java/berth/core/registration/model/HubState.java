package berth.core.registration.model;

import berth.core.hub.HubMarker;
import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

/// The device's place in one hub. Twins are left to the tests of the hubs: no rule of the engine
/// depends on what is in them.
///
/// @param tombstone embedded hubs only: in whose name the identity was removed
/// @param writes how often it was written; makes etags
record HubState(@Nullable Identity identity, @Nullable HubMarker tombstone, int writes) {
    static final HubState EMPTY = new HubState(null, null, 0);

    /// @param marker null on one that nobody has marked
    /// @param takenOver whether it was there before the operation of the marker
    record Identity(
            @Nullable HubMarker marker,
            boolean takenOver,
            boolean enabled,
            ByteString credential,
            int etag) {
        boolean isNewerThan(HubMarker other) {
            return marker != null && marker.newerThan(other);
        }

        boolean isMarked(HubMarker other) {
            return other.equals(marker);
        }

        boolean isCreatedBy(HubMarker other) {
            return isMarked(other) && !takenOver;
        }

        Identity takenOverBy(HubMarker by, ByteString withCredential) {
            return new Identity(by, true, enabled, withCredential, etag);
        }

        Identity switched(HubMarker by, boolean on) {
            return new Identity(by, true, on, credential, etag);
        }

        private Identity tagged(int newEtag) {
            return new Identity(marker, takenOver, enabled, credential, newEtag);
        }
    }

    HubState with(Identity next) {
        return new HubState(next.tagged(writes + 1), null, writes + 1);
    }

    HubState without(@Nullable HubMarker by) {
        return new HubState(null, by, identity == null ? writes : writes + 1);
    }
}
