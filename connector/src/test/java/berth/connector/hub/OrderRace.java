package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.testkit.hub.HubDevices;
import berth.wire.json.BadDocument;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Every way an older and a newer order can meet at one device: each call of either may come next;
/// one write of the older may lose its reply or be carried out at any later moment, after which the
/// older order, as one whose worker is gone, does nothing more; one reply of the newer may get
/// lost, after which it begins again.
final class OrderRace {
    /// What one side of a race wants.
    sealed interface Wish {
        HubStep start();

        record Provisioned(DeviceOrder order) implements Wish {
            @Override
            public HubStep start() {
                return new Provisioning(order).start();
            }
        }

        record Switched(DeviceId deviceId, HubMarker marker, boolean enabled) implements Wish {
            @Override
            public HubStep start() {
                return new Switching(deviceId, marker, enabled).start();
            }
        }
    }

    private final DeviceId deviceId;
    private final Wish older;
    private final Wish newer;
    private final boolean existedBefore;
    private int endings;

    OrderRace(DeviceId deviceId, Wish older, Wish newer, boolean existedBefore) {
        this.deviceId = deviceId;
        this.older = older;
        this.newer = newer;
        this.existedBefore = existedBefore;
    }

    /// One moment of a race.
    ///
    /// @param late a write of the older order that is still on its way
    /// @param whenDone the device when the newer order was done
    private record Moment(
            HubDevices devices,
            HubStep olderStep,
            HubStep newerStep,
            @Nullable HubCall late,
            boolean newerMayLose,
            @Nullable Device whenDone,
            @Nullable Event history) {}

    /// What has happened, the last first; put into words only for a race that ends wrong.
    private record Event(String what, HubCall call, @Nullable Event before) {
        static String words(@Nullable Event last) {
            var words = new ArrayDeque<String>();
            for (var event = last; event != null; event = event.before()) {
                words.addFirst(event.what() + event.call().description());
            }
            return String.join("\n", words);
        }
    }

    /// The device as far as an order determines it. The twin's etag is not part of it: moving it on
    /// harms nobody who is done.
    private record Device(StoredIdentity identity, StoredTwin stored, InitialTwin twin) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Device that
                    && identity.equals(that.identity)
                    && twin.equals(that.twin);
        }

        @Override
        public int hashCode() {
            return identity.hashCode();
        }
    }

    void explore(HubDevices devices) {
        explore(new Moment(devices, older.start(), newer.start(), null, true, null, null));
    }

    /// How many different endings were looked at.
    int endings() {
        return endings;
    }

    private void explore(Moment moment) {
        boolean ended = true;
        if (moment.olderStep() instanceof HubStep.Ask(var call, var then)) {
            ended = false;
            olderGoesOn(moment, call, then);
        }
        if (moment.newerStep() instanceof HubStep.Ask(var call, var then)) {
            ended = false;
            newerGoesOn(moment, call, then);
        }
        if (moment.late() != null) {
            ended = false;
            lateWriteArrives(moment, moment.late());
        }
        if (ended) {
            endings++;
            judge(moment);
        }
    }

    private void olderGoesOn(Moment moment, HubCall call, Function<HubReply, HubStep> then) {
        var devices = moment.devices().copy();
        var reply = ModelHub.carryOut(call, devices);
        explore(after(moment, devices, then.apply(reply), null, "older: ", call));
        if (ModelHub.isWrite(call)) {
            explore(after(moment, devices, gone(), null, "older, lost: ", call));
            explore(after(moment, moment.devices().copy(), gone(), call, "older, late: ", call));
        }
    }

    private static Moment after(
            Moment moment,
            HubDevices devices,
            HubStep olderStep,
            @Nullable HubCall late,
            String what,
            HubCall call) {
        return new Moment(
                devices,
                olderStep,
                moment.newerStep(),
                late,
                moment.newerMayLose(),
                moment.whenDone(),
                new Event(what, call, moment.history()));
    }

    private void newerGoesOn(Moment moment, HubCall call, Function<HubReply, HubStep> then) {
        var devices = moment.devices().copy();
        var next = then.apply(ModelHub.carryOut(call, devices));
        explore(
                new Moment(
                        devices,
                        moment.olderStep(),
                        next,
                        moment.late(),
                        moment.newerMayLose(),
                        next instanceof HubStep.End ? device(devices) : null,
                        new Event("newer: ", call, moment.history())));
        if (ModelHub.isWrite(call) && moment.newerMayLose()) {
            explore(
                    new Moment(
                            devices,
                            moment.olderStep(),
                            newer.start(),
                            moment.late(),
                            false,
                            null,
                            new Event("newer, lost: ", call, moment.history())));
        }
    }

    private void lateWriteArrives(Moment moment, HubCall late) {
        var devices = moment.devices().copy();
        ModelHub.carryOut(late, devices);
        explore(after(moment, devices, moment.olderStep(), null, "arrives: ", late));
    }

    private static HubStep gone() {
        return new HubStep.End(new HubAnswer.Unknown("the worker is gone", false, Duration.ZERO));
    }

    private Device device(HubDevices devices) {
        try {
            var identity = StoredIdentity.read(devices.identityOf(deviceId.value()));
            var twin = StoredTwin.read(devices.twinOf(deviceId.value()));
            return new Device(
                    identity,
                    twin,
                    new InitialTwin(twin.twin().tags(), twin.twin().desired().data()));
        } catch (BadDocument e) {
            throw new AssertionError(e);
        }
    }

    private void judge(Moment moment) {
        var end = (HubStep.End) moment.newerStep();
        Supplier<String> history = () -> Event.words(moment.history());
        assertThat(end.answer()).as(history).isInstanceOf(HubAnswer.Done.class);
        assertThat(device(moment.devices())).as(history).isEqualTo(moment.whenDone());
        if (existedBefore) {
            assertThat(end.answer()).as(history).isEqualTo(new HubAnswer.Done(false));
        }
        try {
            judgeDevice(device(moment.devices()), history);
        } catch (BadDocument e) {
            throw new AssertionError(e);
        }
    }

    private void judgeDevice(Device device, Supplier<String> history) throws BadDocument {
        switch (newer) {
            case Wish.Provisioned(var order) -> {
                assertThat(device.identity().fulfils(order)).as(history).isTrue();
                assertThat(device.identity().isEnabled() || older instanceof Wish.Switched)
                        .as(history)
                        .isTrue();
                if (order.twinWrite() != TwinWrite.KEEP) {
                    assertThat(device.stored().fulfils(order.twin())).as(history).isTrue();
                }
                judgeMarker(device, order.marker(), history);
            }
            case Wish.Switched(_, var marker, var enabled) -> {
                assertThat(device.identity().isEnabled()).as(history).isEqualTo(enabled);
                judgeMarker(device, marker, history);
            }
        }
    }

    private static void judgeMarker(Device device, HubMarker expected, Supplier<String> history) {
        var identity = device.identity();
        var twin = device.stored();
        var marker = identity.carriesOperatorsText() ? twin.marker() : identity.marker();
        assertThat(marker).as(history).isEqualTo(Optional.of(expected));
        assertThat(twin.twin().tags().member(HubMarker.TWIN_TAG).isPresent())
                .as(history)
                .isEqualTo(identity.carriesOperatorsText());
    }
}
