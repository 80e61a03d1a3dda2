package berth.core.registration.simulation;

import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.HubUnreachable;
import berth.core.id.DeviceId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// A hub like one of Azure's: create if absent, read, write or delete only with the etag that was
/// read. Each request may be lost, its reply may be lost, and it may take effect long after its
/// caller has given up.
///
/// Source: reliability, section 4.1.
final class RemoteRegistry implements HubRegistry {
    private static final int ROUNDS_MAX = 5;
    private static final Duration QUICK = Duration.ofMillis(5);
    private static final Duration SLOW = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final HubAnswer DONE = new HubAnswer.Done(false);

    private enum Reply {
        OK,
        EXISTS,
        STALE,
        FULL
    }

    /// The request has no reply; not an answer of the hub.
    private static final class NoReply extends Exception {
        private static final long serialVersionUID = 1L;
        private final HubAnswer answer;

        NoReply(HubAnswer answer) {
            super(answer.toString(), null, false, false);
            this.answer = answer;
        }
    }

    private interface Dialogue {
        HubAnswer hold() throws NoReply;
    }

    private final World world;
    private final ModelHub hub;
    private final Weather weather;

    RemoteRegistry(World world, ModelHub hub, Weather weather) {
        this.world = world;
        this.hub = hub;
        this.weather = weather;
    }

    @Override
    public HubAnswer provision(DeviceOrder order) {
        hub.ordered(order);
        return conversation(() -> provisionInRounds(order));
    }

    private HubAnswer provisionInRounds(DeviceOrder order) throws NoReply {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            var refusal = HubRefusals.toProvision(hub);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            switch (request("create " + order.deviceId(), () -> create(order))) {
                case OK -> {
                    return afterWrite(true);
                }
                case FULL -> {
                    return HubRefusals.full(hub);
                }
                case EXISTS, STALE -> {
                    var answer = takeOver(order);
                    if (answer != null) {
                        return answer;
                    }
                }
            }
        }
        return unknown("changed by others again and again");
    }

    private Reply create(DeviceOrder order) {
        if (hub.device(order.deviceId()) != null) {
            return Reply.EXISTS;
        }
        if (hub.full) {
            return Reply.FULL;
        }
        hub.put(HeldDevice.created(order, hub.nextEtag()), order.marker());
        return Reply.OK;
    }

    /// @return null if somebody else was faster
    private @Nullable HubAnswer takeOver(DeviceOrder order) throws NoReply {
        var found = readDevice(order.deviceId());
        if (found == null) {
            return null;
        }
        if (found.newerThan(order.marker())) {
            return new HubAnswer.Superseded(found.marker().orElseThrow());
        }
        if (found.marker().filter(order.marker()::equals).isPresent()) {
            return new HubAnswer.Done(found.asCreated());
        }
        var reply =
                request(
                        "replace " + order.deviceId(),
                        () -> replace(found, found.takenOver(order, 0), order.marker()));
        return reply == Reply.OK ? afterWrite(false) : null;
    }

    /// The twin's part of the order may be refused when the identity is written already.
    private HubAnswer afterWrite(boolean created) {
        return world.chance(weather.faults().hubRefused())
                ? HubRefusals.forGood(hub)
                : new HubAnswer.Done(created);
    }

    private Reply replace(HeldDevice read, HeldDevice wanted, HubMarker marker) {
        var present = hub.device(read.deviceId());
        if (present == null || present.etag() != read.etag()) {
            return Reply.STALE;
        }
        hub.put(
                new HeldDevice(
                        wanted.deviceId(),
                        hub.nextEtag(),
                        wanted.enabled(),
                        wanted.statusReason(),
                        wanted.authentication(),
                        wanted.twin(),
                        wanted.reported(),
                        wanted.foreign()),
                marker);
        return Reply.OK;
    }

    @Override
    public HubAnswer remove(DeviceRemoval removal) {
        return conversation(
                () -> {
                    for (int round = 0; round < ROUNDS_MAX; round++) {
                        var found = readDevice(removal.deviceId());
                        if (found == null) {
                            return DONE;
                        }
                        if (found.newerThan(removal.marker())) {
                            return new HubAnswer.Superseded(found.marker().orElseThrow());
                        }
                        boolean reached =
                                removal.extent() == DeviceRemoval.Extent.UP_TO_MARKER
                                        || found.createdBy(removal.marker());
                        if (!reached || delete(removal, found) == Reply.OK) {
                            return DONE;
                        }
                    }
                    return unknown("changed by others again and again");
                });
    }

    private Reply delete(DeviceRemoval removal, HeldDevice read) throws NoReply {
        return request(
                "delete " + removal.deviceId(),
                () -> {
                    var present = hub.device(read.deviceId());
                    if (present == null) {
                        return Reply.OK;
                    }
                    if (present.etag() != read.etag()) {
                        return Reply.STALE;
                    }
                    hub.remove(read.deviceId(), removal.marker());
                    return Reply.OK;
                });
    }

    @Override
    public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
        return conversation(
                () -> {
                    for (int round = 0; round < ROUNDS_MAX; round++) {
                        var found = readDevice(deviceId);
                        if (found == null || found.isSwitched(marker, enabled)) {
                            return DONE;
                        }
                        if (found.newerThan(marker)) {
                            return new HubAnswer.Superseded(found.marker().orElseThrow());
                        }
                        var wanted = found.switched(marker, enabled, 0);
                        var reply =
                                request(
                                        (enabled ? "enable " : "disable ") + deviceId,
                                        () -> replace(found, wanted, marker));
                        if (reply == Reply.OK) {
                            return DONE;
                        }
                    }
                    return unknown("changed by others again and again");
                });
    }

    @Override
    public Optional<DeviceIdentity> find(DeviceId deviceId) {
        return Optional.ofNullable(readOrThrow(deviceId)).map(HeldDevice::identity);
    }

    @Override
    public Optional<DeviceTwin> twin(DeviceId deviceId) {
        return Optional.ofNullable(readOrThrow(deviceId)).map(HeldDevice::deviceTwin);
    }

    private @Nullable HeldDevice readOrThrow(DeviceId deviceId) {
        try {
            return readDevice(deviceId);
        } catch (NoReply e) {
            throw new HubUnreachable(hub.name(), "read " + deviceId, new IOException(e));
        }
    }

    private static HubAnswer conversation(Dialogue dialogue) {
        try {
            return dialogue.hold();
        } catch (NoReply e) {
            return e.answer;
        }
    }

    private @Nullable HeldDevice readDevice(DeviceId deviceId) throws NoReply {
        requireWell("read");
        weather.cross(travel());
        var found = hub.device(deviceId);
        weather.cross(travel());
        return found;
    }

    private Reply request(String what, Supplier<Reply> write) throws NoReply {
        requireWell(what);
        var faults = weather.faults();
        if (world.chance(faults.late())) {
            var lateness = world.between(Duration.ZERO, faults.latenessMax());
            world.log(() -> hub.name() + " " + what + " will be applied in " + lateness);
            hub.applyLater(
                    lateness,
                    () -> {
                        var _ = write.get();
                    });
            throw silent(what, PATIENCE);
        }
        if (world.chance(faults.requestLost())) {
            throw silent(what, PATIENCE);
        }
        weather.cross(travel());
        var reply = write.get();
        world.log(() -> hub.name() + " " + what + " -> " + reply);
        if (world.chance(faults.replyLost())) {
            throw silent(what, PATIENCE);
        }
        weather.cross(travel());
        return reply;
    }

    private void requireWell(String what) throws NoReply {
        if (hub.isDown()) {
            throw silent(what + ": hub down", world.between(QUICK, PATIENCE));
        }
        if (world.chance(weather.faults().throttled())) {
            throw new NoReply(
                    new HubAnswer.Unknown(
                            "throttled",
                            true,
                            world.between(Duration.ofSeconds(1), Duration.ofSeconds(20))));
        }
    }

    private NoReply silent(String what, Duration cost) {
        weather.cross(cost);
        return new NoReply(unknown(hub.name() + ": no reply to " + what));
    }

    private static HubAnswer unknown(String reason) {
        return new HubAnswer.Unknown(reason, false, Duration.ZERO);
    }

    private Duration travel() {
        return world.between(QUICK, SLOW);
    }
}
