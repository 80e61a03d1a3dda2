package berth.hub.registry;

import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
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
/// | a device with a newer marker | superseded, untouched |
/// | a device with the order's own marker | done already, untouched |
/// | any other device | taken over: new authentication and capabilities, twin as ordered |
///
/// Taking over never changes `status`: what an operator disabled stays disabled. An operator's own
/// `statusReason` stays too; the marker then goes into a twin tag.
///
/// Source: reliability, section 4.1.
record Takeover(HubHostName hub, DeviceOrder order, Chance chance) {
    private static final String ACTOR = "system:provisioning";

    Change<HubDevice, HubAnswer> decide(Optional<HubDevice> stored) {
        if (stored.isEmpty()) {
            return create();
        }
        var device = stored.get();
        var marker = MarkerPlace.markerOf(device);
        if (marker.isPresent() && marker.get().newerThan(order.marker())) {
            return new Change.Leave<>(new HubAnswer.Superseded(marker.get()));
        }
        if (marker.equals(Optional.of(order.marker()))) {
            return new Change.Leave<>(new HubAnswer.Done(untouchedSinceCreation(device)));
        }
        return takeOver(device);
    }

    private Change<HubDevice, HubAnswer> create() {
        return switch (Twins.created(order.twin(), chance.now())) {
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
                yield put(new HubDevice(identity, twin), true, "device.created");
            }
        };
    }

    private Change<HubDevice, HubAnswer> takeOver(HubDevice device) {
        return switch (twin(device.twin())) {
            case TwinOutcome.Broken(String rule) -> refuse(rule);
            case TwinOutcome.Changed(DeviceTwin twin) ->
                    put(marked(device, twin), false, "device.taken-over");
        };
    }

    private TwinOutcome twin(DeviceTwin stored) {
        return switch (order.twinWrite()) {
            case KEEP -> new TwinOutcome.Changed(stored);
            case RESET -> Twins.reset(stored, order.twin(), chance.now());
        };
    }

    private HubDevice marked(HubDevice device, DeviceTwin twin) {
        var old = device.identity();
        boolean operatorsText = old.statusReason() != null && old.marker().isEmpty();
        if (operatorsText) {
            var changed =
                    new HubDevice(identity(old, old.statusReason(), old.statusUpdatedAt()), twin);
            return MarkerPlace.tagged(changed, order.marker());
        }
        var identity = identity(old, order.marker().text(), afterCreation(old));
        return MarkerPlace.untagged(new HubDevice(identity, twin));
    }

    private DeviceIdentity identity(
            DeviceIdentity old, @Nullable String statusReason, Instant statusUpdatedAt) {
        return new DeviceIdentity(
                old.deviceId(),
                old.generationId(),
                chance.etag(),
                old.enabled(),
                statusReason,
                statusUpdatedAt,
                order.authentication(),
                order.iotEdge(),
                old.createdAt());
    }

    /// Now, but later than the creation even when the clock stands still: that is how a repeated
    /// order tells what it created from what it took over.
    private Instant afterCreation(DeviceIdentity old) {
        var earliest = old.createdAt().plusMillis(1);
        return chance.now().isBefore(earliest) ? earliest : chance.now();
    }

    /// Whether the operation whose marker this is created the device. An operator's change of the
    /// status since then makes the device the operator's.
    private static boolean untouchedSinceCreation(HubDevice device) {
        var identity = device.identity();
        return identity.marker().isPresent()
                && identity.statusUpdatedAt().equals(identity.createdAt());
    }

    private Change<HubDevice, HubAnswer> put(HubDevice device, boolean created, String action) {
        return new Change.Put<>(device, new HubAnswer.Done(created), event(action));
    }

    private static Change<HubDevice, HubAnswer> refuse(String rule) {
        return new Change.Leave<>(
                new HubAnswer.Refused(
                        Refusal.explained(ServiceError.INVALID_ARGUMENT, "initial twin: " + rule)));
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
