package berth.hub.registry;

import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.hub.role.RoleBook;
import berth.core.id.HubHostName;
import berth.hub.twin.TwinOutcome;
import berth.hub.twin.Twins;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/// How a provisioning service's order changes the registry, decided inside one transaction.
///
/// | stored | outcome |
/// | --- | --- |
/// | nothing | created, enabled, with the order's twin |
/// | a tombstone with a newer marker | superseded: the device stays away |
/// | any other tombstone | created, as if nothing were there |
/// | a device with a newer marker | superseded, untouched |
/// | a device with the order's own marker | done already, untouched |
/// | any other device | taken over: new authentication and capabilities, twin as ordered |
///
/// Taking over never changes `status`: what an operator disabled stays disabled. An operator's own
/// `statusReason` stays too; the marker then goes into a twin tag.
///
/// Source: reliability, section 4.1.
record Takeover(HubHostName hub, DeviceOrder order, RoleBook roles, Chance chance) {
    private static final String ACTOR = "system:provisioning";

    Change<HubPlace, HubAnswer> decide(Optional<HubPlace> place) {
        var marker = MarkerPlace.markerAt(place);
        if (marker.isPresent() && marker.get().newerThan(order.marker())) {
            return new Change.Leave<>(new HubAnswer.Superseded(marker.get()));
        }
        var stored = place.flatMap(MarkerPlace::occupant);
        if (stored.isEmpty()) {
            return create();
        }
        return marker.equals(Optional.of(order.marker()))
                ? new Change.Leave<>(new HubAnswer.Done(MarkerPlace.isAsCreated(stored.get())))
                : takeOver(stored.get());
    }

    private Change<HubPlace, HubAnswer> create() {
        return switch (Twins.created(order.twin(), order.reported(), chance.now())) {
            case TwinOutcome.Broken(String rule) -> refuse(rule);
            case TwinOutcome.Changed(DeviceTwin twin) -> {
                var identity =
                        new DeviceIdentity(
                                order.deviceId(),
                                chance.generationId(),
                                chance.etag(),
                                true,
                                order.marker().text(),
                                chance.now(),
                                order.authentication(),
                                order.iotEdge(),
                                chance.now());
                yield put(null, new HubDevice(identity, twin), true, "device.created");
            }
        };
    }

    private Change<HubPlace, HubAnswer> takeOver(HubDevice device) {
        return switch (twin(device.twin())) {
            case TwinOutcome.Broken(String rule) -> refuse(rule);
            case TwinOutcome.Changed(DeviceTwin twin) ->
                    put(device, marked(device, twin), false, "device.taken-over");
        };
    }

    private TwinOutcome twin(DeviceTwin stored) {
        return switch (order.twinWrite()) {
            case KEEP -> new TwinOutcome.Changed(stored);
            case RESET -> Twins.reset(stored, order.twin(), chance.now());
            case MIGRATE -> Twins.migrated(stored, order.twin(), order.reported(), chance.now());
        };
    }

    private HubDevice marked(HubDevice device, DeviceTwin twin) {
        var old = device.identity();
        var changed =
                new DeviceIdentity(
                        old.deviceId(),
                        old.generationId(),
                        chance.etag(),
                        old.enabled(),
                        old.statusReason(),
                        old.statusUpdatedAt(),
                        order.authentication(),
                        order.iotEdge(),
                        old.createdAt(),
                        old.role(),
                        old.deviceScope());
        return MarkerPlace.takenOver(new HubDevice(changed, twin), order.marker(), chance);
    }

    private Change<HubPlace, HubAnswer> put(
            @Nullable HubDevice before, HubDevice after, boolean created, String action) {
        var device = RoleTag.aligned(before, after, roles, chance.now());
        return new Change.Put<>(
                new HubPlace.Occupied(device), new HubAnswer.Done(created), event(action));
    }

    private Change<HubPlace, HubAnswer> refuse(String rule) {
        var twin = order.twinWrite() == TwinWrite.MIGRATE ? "migrated twin: " : "initial twin: ";
        return new Change.Leave<>(
                new HubAnswer.Refused(
                        Refusal.explained(ServiceError.INVALID_ARGUMENT, twin + rule)));
    }

    private AuditEvent event(String action) {
        return event(chance.now(), hub, order.marker(), action, order.deviceId().value());
    }

    /// An entry of the provisioning service; the operation is what its auditors correlate by.
    static AuditEvent event(
            Instant now, HubHostName hub, HubMarker marker, String action, String deviceId) {
        return new AuditEvent(
                now, hub.value(), ACTOR, "", action, deviceId, "ok", marker.operation().value());
    }
}
