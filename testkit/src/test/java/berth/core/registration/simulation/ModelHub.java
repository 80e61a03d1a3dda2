package berth.core.registration.simulation;

import berth.core.hub.DeviceOrder;
import berth.core.hub.HubLink;
import berth.core.hub.HubMarker;
import berth.core.hub.LinkedHub;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one hub holds, what was ever applied to it, and what is wrong with it at the moment.
final class ModelHub {
    /// A write that took effect.
    ///
    /// @param before null if there was no device
    /// @param after null if it was removed
    /// @param marker in whose name
    record Applied(
            long at,
            HubHostName hub,
            DeviceId deviceId,
            @Nullable HeldDevice before,
            @Nullable HeldDevice after,
            HubMarker marker) {
        boolean disables() {
            return before != null && after != null && before.enabled() && !after.enabled();
        }
    }

    private final World world;
    private final LinkedHub link;
    private final Map<String, HeldDevice> devices = new TreeMap<>();
    private final Map<String, HubMarker> tombstones = new HashMap<>();
    private final Map<String, DeviceOrder> orders = new HashMap<>();
    private final List<Applied> ledger = new ArrayList<>();
    private long etags;
    private int underway;

    boolean full;
    boolean barred;
    boolean refusing;
    private long downUntil;

    ModelHub(World world, LinkedHub link) {
        this.world = world;
        this.link = link;
    }

    LinkedHub link() {
        return link;
    }

    HubHostName name() {
        return link.hostName();
    }

    boolean embedded() {
        return link.link() instanceof HubLink.Embedded;
    }

    void down(Duration time) {
        downUntil = world.nanos() + time.toNanos();
    }

    boolean isDown() {
        return world.nanos() < downUntil;
    }

    void recover() {
        downUntil = 0;
        full = false;
        barred = false;
    }

    long nextEtag() {
        return ++etags;
    }

    @Nullable HeldDevice device(DeviceId deviceId) {
        return devices.get(deviceId.value());
    }

    @Nullable HubMarker tombstone(DeviceId deviceId) {
        return tombstones.get(deviceId.value());
    }

    List<HeldDevice> devices() {
        return List.copyOf(devices.values());
    }

    List<Applied> ledger() {
        return ledger;
    }

    /// Writes that their callers have given up but that will take effect.
    int underway() {
        return underway;
    }

    /// Sets the scene: a device that an operator made by himself.
    void foreign(HeldDevice device) {
        devices.put(device.deviceId().value(), device);
    }

    /// I6: one operation orders the same from one hub, however often it asks.
    void ordered(DeviceOrder order) {
        var before = orders.putIfAbsent(order.marker().operation().value(), order);
        if (before != null && !before.equals(order)) {
            throw new Violation("I6", "another order of " + order.marker() + " at " + name());
        }
    }

    void put(HeldDevice device, HubMarker marker) {
        apply(device.deviceId(), device, marker);
        tombstones.remove(device.deviceId().value());
    }

    void remove(DeviceId deviceId, HubMarker marker) {
        apply(deviceId, null, marker);
    }

    void bury(DeviceId deviceId, HubMarker marker) {
        tombstones.put(deviceId.value(), marker);
    }

    /// I7: no effect of a generation after a later one; I11: nothing of another scope is touched.
    private void apply(DeviceId deviceId, @Nullable HeldDevice after, HubMarker marker) {
        var before = devices.get(deviceId.value());
        var entry = new Applied(world.nanos(), name(), deviceId, before, after, marker);
        world.log(
                () ->
                        "%s %s: %s -> %s, by %s"
                                .formatted(
                                        name(),
                                        deviceId,
                                        brief(before),
                                        brief(after),
                                        marker.text()));
        ledger.add(entry);
        var owner = before == null ? null : before.marker().orElse(null);
        if (owner != null && owner.newerThan(marker)) {
            throw new Violation("I7", "an older generation overtook " + owner + ": " + entry);
        }
        if (owner != null && !owner.scopeHash().equals(marker.scopeHash())) {
            throw new Violation("I11", "a device of another scope was changed: " + entry);
        }
        if (after == null) {
            devices.remove(deviceId.value());
        } else {
            devices.put(deviceId.value(), after);
        }
    }

    private static String brief(@Nullable HeldDevice device) {
        return device == null
                ? "nothing"
                : (device.enabled() ? "" : "disabled ") + device.statusReason();
    }

    /// Carries out `write` later, though its caller believes nothing.
    void applyLater(Duration time, Runnable write) {
        underway++;
        world.spawn(
                "late write",
                null,
                time,
                () -> {
                    underway--;
                    write.run();
                });
    }
}
