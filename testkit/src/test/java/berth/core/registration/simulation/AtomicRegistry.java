package berth.core.registration.simulation;

import berth.core.error.StoreUnavailable;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.HubUnreachable;
import berth.core.id.DeviceId;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// A hub like the embedded one: every order is one transaction of a store, removed devices leave a
/// tombstone.
///
/// Source: the tables of the hub's Takeover, Eviction and Switching.
final class AtomicRegistry implements HubRegistry {
    private static final HubAnswer DONE = new HubAnswer.Done(false);

    private final ModelHub hub;
    private final Weather weather;

    AtomicRegistry(ModelHub hub, Weather weather) {
        this.hub = hub;
        this.weather = weather;
    }

    @Override
    public HubAnswer provision(DeviceOrder order) {
        hub.ordered(order);
        return answer("provision " + order.deviceId(), () -> takeOver(order));
    }

    private HubAnswer takeOver(DeviceOrder order) {
        var refusal = HubRefusals.toProvision(hub);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var tombstone = hub.tombstone(order.deviceId());
        var device = hub.device(order.deviceId());
        if (device == null) {
            if (tombstone != null && tombstone.newerThan(order.marker())) {
                return new HubAnswer.Superseded(tombstone);
            }
            if (hub.full) {
                return HubRefusals.full(hub);
            }
            hub.put(HeldDevice.created(order, hub.nextEtag()), order.marker());
            return new HubAnswer.Done(true);
        }
        if (device.newerThan(order.marker())) {
            return new HubAnswer.Superseded(device.marker().orElseThrow());
        }
        if (device.marker().filter(order.marker()::equals).isPresent()) {
            return new HubAnswer.Done(device.asCreated());
        }
        hub.put(device.takenOver(order, hub.nextEtag()), order.marker());
        return DONE;
    }

    @Override
    public HubAnswer remove(DeviceRemoval removal) {
        return answer("remove " + removal, () -> evict(removal));
    }

    private HubAnswer evict(DeviceRemoval removal) {
        var deviceId = removal.deviceId();
        var marker = removal.marker();
        var device = hub.device(deviceId);
        if (device == null) {
            var tombstone = hub.tombstone(deviceId);
            if (tombstone == null || !tombstone.newerThan(barrier(removal))) {
                hub.bury(deviceId, barrier(removal));
            }
            return DONE;
        }
        if (device.newerThan(marker)) {
            return new HubAnswer.Superseded(device.marker().orElseThrow());
        }
        boolean reached =
                removal.extent() == DeviceRemoval.Extent.UP_TO_MARKER || device.createdBy(marker);
        if (reached) {
            hub.remove(deviceId, marker);
            hub.bury(deviceId, barrier(removal));
        }
        return DONE;
    }

    /// Whoever has a removal made does not come again under that marker, except from a process that
    /// stood still.
    private static HubMarker barrier(DeviceRemoval removal) {
        return removal.marker().justAfter();
    }

    @Override
    public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
        return answer(
                (enabled ? "enable " : "disable ") + deviceId,
                () -> turn(deviceId, marker, enabled));
    }

    private HubAnswer turn(DeviceId deviceId, HubMarker marker, boolean enabled) {
        var device = hub.device(deviceId);
        if (device == null) {
            var tombstone = hub.tombstone(deviceId);
            return tombstone != null && tombstone.newerThan(marker)
                    ? new HubAnswer.Superseded(tombstone)
                    : DONE;
        }
        if (device.newerThan(marker)) {
            return new HubAnswer.Superseded(device.marker().orElseThrow());
        }
        if (!device.isSwitched(marker, enabled)) {
            hub.put(device.switched(marker, enabled, hub.nextEtag()), marker);
        }
        return DONE;
    }

    private HubAnswer answer(String what, Supplier<HubAnswer> transaction) {
        try {
            return weather.write(hub.name() + " " + what, transaction);
        } catch (StoreUnavailable e) {
            return new HubAnswer.Unknown(String.valueOf(e.getMessage()), false, Duration.ZERO);
        }
    }

    @Override
    public Optional<DeviceIdentity> find(DeviceId deviceId) {
        return read("find", deviceId).map(HeldDevice::identity);
    }

    @Override
    public Optional<DeviceTwin> twin(DeviceId deviceId) {
        return read("read the twin of", deviceId).map(HeldDevice::deviceTwin);
    }

    private Optional<HeldDevice> read(String what, DeviceId deviceId) {
        try {
            return weather.read(
                    hub.name() + " " + what + " " + deviceId,
                    () -> Optional.ofNullable(hub.device(deviceId)));
        } catch (StoreUnavailable e) {
            throw new HubUnreachable(hub.name(), what + " " + deviceId, e);
        }
    }
}
