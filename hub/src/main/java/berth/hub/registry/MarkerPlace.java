package berth.hub.registry;

import berth.core.hub.DeviceIdentity;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.hub.twin.Twins;

import java.util.LinkedHashMap;
import java.util.Optional;

/// Where a device carries its [HubMarker]: in `statusReason`, or, when an operator's own text
/// stands there, in the twin tag `provisioningMarker`.
///
/// The marker is what keeps a late write of an older registration away, so no write of an operator
/// makes it disappear or older; deleting the device leaves it in a tombstone. The tag is written
/// past the limits of tags: it is a hundred bytes, and there is no better moment to refuse it.
///
/// Source: reliability, section 4.1.
final class MarkerPlace {
    static final String TAG = HubMarker.TWIN_TAG;

    private MarkerPlace() {}

    static Optional<HubDevice> occupant(HubPlace place) {
        return place instanceof HubPlace.Occupied(var device)
                ? Optional.of(device)
                : Optional.empty();
    }

    /// The marker of whatever stands at a place: a device, or a tombstone.
    static Optional<HubMarker> markerAt(Optional<HubPlace> place) {
        return place.flatMap(
                there ->
                        switch (there) {
                            case HubPlace.Occupied(var device) -> markerOf(device);
                            case HubPlace.Vacated(var marker, _) -> Optional.of(marker);
                        });
    }

    /// The device's marker; with one in both places, the newer one.
    static Optional<HubMarker> markerOf(HubDevice device) {
        var inReason = device.identity().marker();
        var inTag = inTag(device.twin().tags());
        return inReason.isPresent() && inTag.isPresent() && inTag.get().newerThan(inReason.get())
                ? inTag
                : inReason.or(() -> inTag);
    }

    /// `changed`, still carrying the marker that `before` carried, or a later one.
    static HubDevice keeping(HubDevice before, HubDevice changed) {
        return markerOf(before).map(marker -> carrying(marker, changed)).orElse(changed);
    }

    /// `device`, carrying `marker` or a later one.
    static HubDevice carrying(HubMarker marker, HubDevice device) {
        var now = markerOf(device);
        return now.isPresent() && !marker.newerThan(now.get()) ? device : tagged(device, marker);
    }

    /// `device` taken over by `marker`, which goes into its `statusReason`, or, where an operator's
    /// own text stands there, beside it.
    static HubDevice takenOver(HubDevice device, HubMarker marker, Chance chance) {
        var old = device.identity();
        if (old.statusReason() != null && old.marker().isEmpty()) {
            return tagged(device, marker);
        }
        var marked =
                new DeviceIdentity(
                        old.deviceId(),
                        old.generationId(),
                        old.etag(),
                        old.enabled(),
                        marker.takeoverText(),
                        chance.after(old.createdAt()),
                        old.authentication(),
                        old.iotEdge(),
                        old.createdAt(),
                        old.role(),
                        old.deviceScope());
        return untagged(device.with(marked));
    }

    /// Whether the device is as the operation whose marker it carries created it: not taken over,
    /// and with no change of its status since, which makes it the operator's.
    static boolean isAsCreated(HubDevice device) {
        var identity = device.identity();
        var reason = identity.statusReason();
        return reason != null
                && identity.marker().isPresent()
                && !HubMarker.saysTakenOver(reason)
                && identity.statusUpdatedAt().equals(identity.createdAt());
    }

    /// `device` with `marker` in its tag.
    static HubDevice tagged(HubDevice device, HubMarker marker) {
        var tags = new LinkedHashMap<>(device.twin().tags().members());
        tags.put(TAG, new JsonString(marker.text()));
        return device.with(Twins.withTags(device.twin(), new JsonObject(tags)));
    }

    /// `device` without a marker in its tag.
    static HubDevice untagged(HubDevice device) {
        var tags = new LinkedHashMap<>(device.twin().tags().members());
        tags.remove(TAG);
        return device.with(Twins.withTags(device.twin(), new JsonObject(tags)));
    }

    private static Optional<HubMarker> inTag(JsonObject tags) {
        return tags.member(TAG)
                .flatMap(
                        value ->
                                value instanceof JsonString(String text)
                                        ? HubMarker.parse(text)
                                        : Optional.empty());
    }
}
