package berth.core.registration.model;

import berth.core.allocation.HubConditions;
import berth.core.enrollment.Precondition;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.HubUnreachable;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.registration.AssignDevice;
import berth.core.registration.DeviceLifecycle;
import berth.core.registration.Operation;
import berth.core.registration.RegistrationStep;
import berth.core.registration.model.Actor.Heard;
import berth.core.registration.model.Actor.Seen;
import berth.core.work.WorkEntry;
import berth.core.work.WorkOff;
import berth.core.work.WorkStep;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The real use cases, cut into steps: each is run anew up to the next thing it wants of the world,
/// with what it has seen and heard so far.
record Engine(Bounds bounds) {
    /// What it wants next.
    sealed interface Wants {
        /// A hub to be asked.
        record Hub(HubHostName hub, HubWish wish) implements Wants {}

        /// A step to be written.
        record Step(RegistrationStep step) implements Wants {}

        record WorkDone(WorkStep step) implements Wants {}

        /// Nothing more.
        record Nothing() implements Wants {}
    }

    /// The hub that is asked while nobody has answered yet.
    private static final class Asked extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient Wants.Hub wants;

        Asked(HubHostName hub, HubWish wish) {
            super("the engine asks a hub", null, false, false);
            this.wants = new Wants.Hub(hub, wish);
        }
    }

    /// A hub that says what was heard of it.
    private record Registry(HubHostName hub, @Nullable Heard heard) implements HubRegistry {
        private HubAnswer answer(HubWish wish) {
            if (heard instanceof Heard.Answer(var answer)) {
                return answer;
            }
            throw new Asked(hub, wish);
        }

        @Override
        public HubAnswer provision(DeviceOrder order) {
            return answer(new HubWish.Provision(order));
        }

        @Override
        public Optional<DeviceIdentity> find(DeviceId deviceId) {
            throw new UnsupportedOperationException("nobody looks for identities here");
        }

        @Override
        public Optional<DeviceTwin> twin(DeviceId deviceId) {
            return switch (heard) {
                case Heard.Twin(boolean present) ->
                        present ? Optional.of(Cast.twin()) : Optional.empty();
                case Heard.Nothing() ->
                        throw new HubUnreachable(hub, "read the twin", new IOException("lost"));
                case null, default -> throw new Asked(hub, new HubWish.ReadTwin());
            };
        }

        @Override
        public HubAnswer remove(DeviceRemoval removal) {
            return answer(new HubWish.Remove(removal));
        }

        @Override
        public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
            return answer(new HubWish.Switch(marker, enabled));
        }
    }

    private static HubDirectory hubs(@Nullable Heard heard) {
        return hub -> new Registry(hub.hostName(), heard);
    }

    /// @param choice the hubs that the enrollment allows
    Wants assign(Operation operation, List<HubHostName> choice, Seen seen, @Nullable Heard heard) {
        var surroundings = seen.surroundings();
        var assign =
                new AssignDevice(
                        Cast.enrollments(choice, surroundings.enrolled()),
                        Cast.instances(surroundings),
                        store(StoreState.EMPTY, seen),
                        new AssignDevice.Outside(
                                hubs(heard),
                                _ -> HubConditions.NONE,
                                _ -> {
                                    throw new IllegalStateException("no function");
                                }),
                        () -> 31 * operation.generation() + operation.state().name().hashCode(),
                        () -> 0L,
                        "node");
        var now = surroundings.late() ? Cast.LATE : Cast.EARLY;
        try {
            assign.run(new AssignDevice.Held(operation, now, 0));
            return new Wants.Nothing();
        } catch (Asked asked) {
            return asked.wants;
        } catch (ModelStore.Stop stop) {
            return new Wants.Step(stop.step);
        }
    }

    Wants work(WorkEntry entry, Seen seen, @Nullable Heard heard) {
        var surroundings = seen.surroundings();
        var work = new WorkOff(Cast.instances(surroundings), hubs(heard), () -> 0L, "node");
        try {
            // Younger than the age at which it is given up, whatever the time.
            return new Wants.WorkDone(work.run(entry, Cast.EARLY));
        } catch (Asked asked) {
            return asked.wants;
        }
    }

    /// An operator's act; one that asks a hub is run with what it said.
    ///
    /// @param act its number among the acts
    Wants act(
            Wish wish,
            int act,
            ModelStore store,
            World.Surroundings surroundings,
            @Nullable Heard heard) {
        var lifecycle =
                new DeviceLifecycle(store, Cast.instances(surroundings), hubs(heard), () -> act);
        var order =
                new DeviceLifecycle.Wish(
                        Cast.SCOPE, Cast.ID, new Precondition.Anything(), Cast.CALLER);
        try {
            switch (wish) {
                case DELETE_REGISTRATION -> lifecycle.forget(order);
                case DISABLE_DEVICE -> lifecycle.disable(order);
                case DECOMMISSION_DEVICE -> lifecycle.decommission(order);
                case ENABLE_DEVICE -> lifecycle.enable(order);
                case DISABLE_ENROLLMENT, UNLINK_REMOTE_HUB, TIME_PASSES ->
                        throw new IllegalArgumentException("not about a device: " + wish);
            }
            return new Wants.Nothing();
        } catch (Asked asked) {
            return asked.wants;
        }
    }

    ModelStore store(StoreState state, Seen seen) {
        return new ModelStore(bounds, state, seen.registration(), seen.surroundings().late());
    }
}
