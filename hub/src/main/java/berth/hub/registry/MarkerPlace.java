package berth.hub.registry;

import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.hub.twin.Twins;

import java.util.LinkedHashMap;
import java.util.Optional;

/// Where a device carries its [HubMarker]: in `statusReason`, or, when an operator's own text
/// stands there, in the twin tag `provisioningMarker`.
///
/// The marker is what keeps a late write of an older registration away, so no write of an operator
/// makes it disappear or older; only deleting the device does. The tag is written past the limits
/// of tags: it is a hundred bytes, and there is no better moment to refuse it.
///
/// Source: reliability, section 4.1.
final class MarkerPlace {
    static final String TAG = HubMarker.TWIN_TAG;

    private MarkerPlace() {}

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
        var marker = markerOf(before);
        if (marker.isEmpty()) {
            return changed;
        }
        var now = markerOf(changed);
        return now.isPresent() && !marker.get().newerThan(now.get())
                ? changed
                : tagged(changed, marker.get());
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
