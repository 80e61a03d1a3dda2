package berth.hub.registry;

import berth.core.change.Change;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.id.HubHostName;

import java.util.Optional;

/// How a provisioning service enables or disables a device, decided inside one transaction.
///
/// | stored | outcome |
/// | --- | --- |
/// | a device or a tombstone with a newer marker | superseded, untouched |
/// | no device | done, untouched |
/// | a device that this was done to already | done, untouched |
/// | any other device | its status as wanted, taken over by the marker |
///
/// Source: reliability, section 4.1.
record Switching(HubHostName hub, HubMarker marker, boolean enabled, Chance chance) {
    private static final HubAnswer DONE = new HubAnswer.Done(false);

    Change<HubPlace, HubAnswer> decide(Optional<HubPlace> place) {
        var found = MarkerPlace.markerAt(place);
        if (found.isPresent() && found.get().newerThan(marker)) {
            return new Change.Leave<>(new HubAnswer.Superseded(found.get()));
        }
        var stored = place.flatMap(MarkerPlace::occupant);
        if (stored.isEmpty()) {
            return new Change.Leave<>(DONE);
        }
        var device = stored.get();
        boolean nothingToDo =
                device.identity().enabled() == enabled
                        && found.equals(Optional.of(marker))
                        && !MarkerPlace.isAsCreated(device);
        return nothingToDo ? new Change.Leave<>(DONE) : turn(device);
    }

    private Change<HubPlace, HubAnswer> turn(HubDevice device) {
        var old = device.identity();
        var turned =
                new DeviceIdentity(
                        old.deviceId(),
                        old.generationId(),
                        chance.etag(),
                        enabled,
                        old.statusReason(),
                        old.enabled() == enabled
                                ? old.statusUpdatedAt()
                                : chance.after(old.createdAt()),
                        old.authentication(),
                        old.iotEdge(),
                        old.createdAt(),
                        old.role(),
                        old.deviceScope());
        return new Change.Put<>(
                new HubPlace.Occupied(MarkerPlace.takenOver(device.with(turned), marker, chance)),
                DONE,
                Takeover.event(
                        chance.now(),
                        hub,
                        marker,
                        enabled ? "device.enabled" : "device.disabled",
                        old.deviceId().value()));
    }
}
