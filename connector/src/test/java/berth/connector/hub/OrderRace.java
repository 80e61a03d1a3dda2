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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Every way an older and a newer order can meet at one device: each call of either may come next;
/// one write of the older may lose its reply or be carried out at any later moment, after which the
/// older order, as one whose worker is gone, does nothing more; one reply of the newer may get
/// lost, after which it begins again.
final class OrderRace {
    private final DeviceId deviceId;
    private final DeviceOrder older;
    private final DeviceOrder newer;
    private final boolean existedBefore;
    private int endings;

    OrderRace(DeviceId deviceId, DeviceOrder older, DeviceOrder newer, boolean existedBefore) {
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
            List<String> history) {}

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
        explore(
                new Moment(
                        devices,
                        new Provisioning(older).start(),
                        new Provisioning(newer).start(),
                        null,
                        true,
                        null,
                        List.of()));
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
        explore(after(moment, devices, then.apply(reply), null, "older: " + call.description()));
        if (ModelHub.isWrite(call)) {
            explore(after(moment, devices, gone(), null, "older, lost: " + call.description()));
            explore(
                    after(
                            moment,
                            moment.devices().copy(),
                            gone(),
                            call,
                            "older, late: " + call.description()));
        }
    }

    private static Moment after(
            Moment moment,
            HubDevices devices,
            HubStep olderStep,
            @Nullable HubCall late,
            String event) {
        return new Moment(
                devices,
                olderStep,
                moment.newerStep(),
                late,
                moment.newerMayLose(),
                moment.whenDone(),
                longer(moment, event));
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
                        longer(moment, "newer: " + call.description())));
        if (ModelHub.isWrite(call) && moment.newerMayLose()) {
            explore(
                    new Moment(
                            devices,
                            moment.olderStep(),
                            new Provisioning(newer).start(),
                            moment.late(),
                            false,
                            null,
                            longer(moment, "newer, lost: " + call.description())));
        }
    }

    private void lateWriteArrives(Moment moment, HubCall late) {
        var devices = moment.devices().copy();
        ModelHub.carryOut(late, devices);
        explore(after(moment, devices, moment.olderStep(), null, "arrives: " + late.description()));
    }

    private static List<String> longer(Moment moment, String event) {
        return Stream.concat(moment.history().stream(), Stream.of(event)).toList();
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
        var history = String.join("\n", moment.history());
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

    private void judgeDevice(Device device, String history) throws BadDocument {
        var identity = device.identity();
        var twin = device.stored();
        assertThat(identity.fulfils(newer)).as(history).isTrue();
        var marker = identity.carriesOperatorsText() ? twin.marker() : identity.marker();
        assertThat(marker).as(history).isEqualTo(Optional.of(newer.marker()));
        assertThat(identity.identity(deviceId).enabled()).as(history).isTrue();
        if (newer.twinWrite() == TwinWrite.RESET) {
            assertThat(twin.fulfils(newer.twin())).as(history).isTrue();
        }
        assertThat(twin.twin().tags().member(HubMarker.TWIN_TAG).isPresent())
                .as(history)
                .isEqualTo(identity.carriesOperatorsText());
    }
}
