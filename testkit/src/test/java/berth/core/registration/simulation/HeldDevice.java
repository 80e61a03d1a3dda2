package berth.core.registration.simulation;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinSection;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// A device as a model hub holds it: identity and twin in one, under one etag.
///
/// @param statusReason the marker's text; null for a device that an operator made himself
/// @param reported what the device wrote into its twin
/// @param foreign whether an operator made it and not the service
record HeldDevice(
        DeviceId deviceId,
        long etag,
        boolean enabled,
        @Nullable String statusReason,
        DeviceAuthentication authentication,
        InitialTwin twin,
        JsonObject reported,
        boolean foreign) {

    static HeldDevice created(DeviceOrder order, long etag) {
        return new HeldDevice(
                order.deviceId(),
                etag,
                true,
                order.marker().text(),
                order.authentication(),
                order.twin(),
                reported(order, JsonObject.EMPTY),
                false);
    }

    HeldDevice takenOver(DeviceOrder order, long nextEtag) {
        boolean keeps = order.twinWrite() == DeviceOrder.TwinWrite.KEEP;
        return new HeldDevice(
                deviceId,
                nextEtag,
                enabled,
                order.marker().takeoverText(),
                order.authentication(),
                keeps ? twin : order.twin(),
                reported(order, reported),
                foreign);
    }

    private static JsonObject reported(DeviceOrder order, JsonObject before) {
        return switch (order.twinWrite()) {
            case KEEP -> before;
            case RESET -> JsonObject.EMPTY;
            case MIGRATE -> order.reported() == null ? before : order.reported();
        };
    }

    HeldDevice switched(HubMarker marker, boolean wanted, long nextEtag) {
        return new HeldDevice(
                deviceId,
                nextEtag,
                wanted,
                marker.takeoverText(),
                authentication,
                twin,
                reported,
                foreign);
    }

    Optional<HubMarker> marker() {
        return Optional.ofNullable(statusReason).flatMap(HubMarker::parse);
    }

    /// Whether its marker's operation created it and nobody changed it since.
    boolean asCreated() {
        return statusReason != null && !HubMarker.saysTakenOver(statusReason);
    }

    boolean createdBy(HubMarker marker) {
        return asCreated() && marker().filter(marker::equals).isPresent();
    }

    boolean newerThan(HubMarker marker) {
        return marker().filter(found -> found.newerThan(marker)).isPresent();
    }

    /// Nothing to do for this switch: it was made already.
    boolean isSwitched(HubMarker marker, boolean wanted) {
        return enabled == wanted && !asCreated() && marker().filter(marker::equals).isPresent();
    }

    DeviceIdentity identity() {
        return new DeviceIdentity(
                deviceId,
                "1",
                new ETag("e" + etag),
                enabled,
                statusReason,
                World.BEGIN,
                authentication,
                false,
                World.BEGIN);
    }

    DeviceTwin deviceTwin() {
        return new DeviceTwin(
                twin.tags(),
                new TwinSection(twin.desired(), JsonObject.EMPTY, 1),
                new TwinSection(reported, JsonObject.EMPTY, 1),
                new ETag("t" + etag),
                1);
    }
}
