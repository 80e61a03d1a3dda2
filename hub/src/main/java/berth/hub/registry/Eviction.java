package berth.hub.registry;

import berth.core.change.Change;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.id.HubHostName;

import java.time.Instant;
import java.util.Optional;

/// How a provisioning service's removal changes the registry, decided inside one transaction.
///
/// | stored | outcome |
/// | --- | --- |
/// | nothing | done; a tombstone, for the creation that may still be on its way |
/// | a tombstone that bars as much or more | done, untouched |
/// | any other tombstone | done; the removal's takes its place |
/// | a device with a newer marker | superseded, untouched |
/// | a device that the extent does not reach | done, untouched |
/// | any other device | done: removed, a tombstone in its place |
///
/// Source: reliability, section 4.1.
record Eviction(HubHostName hub, DeviceRemoval removal, Instant now) {
    private static final HubAnswer DONE = new HubAnswer.Done(false);

    Change<HubPlace, HubAnswer> decide(Optional<HubPlace> place) {
        if (place.isEmpty()) {
            return vacate("device.kept-away");
        }
        return switch (place.get()) {
            case HubPlace.Vacated(var marker, _) -> vacated(marker);
            case HubPlace.Occupied(var device) -> occupied(device);
        };
    }

    private Change<HubPlace, HubAnswer> vacated(HubMarker marker) {
        boolean strongEnough = marker.newerThan(barrier()) || marker.equals(barrier());
        return strongEnough ? new Change.Leave<>(DONE) : vacate("device.kept-away");
    }

    /// Whose creations are no longer let in: those of older markers and of this one. Whoever has a
    /// removal made is done with the device here, so what still comes of it comes late, from a
    /// worker that stood still.
    private HubMarker barrier() {
        return removal.marker().justAfter();
    }

    private Change<HubPlace, HubAnswer> occupied(HubDevice device) {
        var marker = MarkerPlace.markerOf(device);
        if (marker.isPresent() && marker.get().newerThan(removal.marker())) {
            return new Change.Leave<>(new HubAnswer.Superseded(marker.get()));
        }
        return switch (removal.extent()) {
            case UP_TO_MARKER -> vacate("device.deleted");
            case CREATED_BY_MARKER ->
                    marker.equals(Optional.of(removal.marker())) && MarkerPlace.isAsCreated(device)
                            ? vacate("device.deleted")
                            : new Change.Leave<>(DONE);
        };
    }

    private Change<HubPlace, HubAnswer> vacate(String action) {
        var deviceId = removal.deviceId().value();
        return new Change.Put<>(
                new HubPlace.Vacated(barrier(), now),
                DONE,
                Takeover.event(now, hub, removal.marker(), action, deviceId));
    }
}
