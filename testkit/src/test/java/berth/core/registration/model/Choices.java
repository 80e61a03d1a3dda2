package berth.core.registration.model;

import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.work.HubErrand;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;

import java.util.ArrayList;
import java.util.List;

/// What can happen in a world. Progress comes first, so that whoever always takes the first action
/// gets to the end.
///
/// An operator who lets a device in again is not disturbed here: both of his writes and the call
/// between them are one step. What becomes of an enabling that stops half-way is for
/// `DeviceLifecycleTest` to say.
record Choices(Bounds bounds, World world) {
    List<Action> all() {
        var actions = new ArrayList<Action>();
        var session = world.workers().get(World.OPERATOR);
        if (!(session instanceof Actor.Idle)) {
            goOn(World.OPERATOR, session, actions);
            return actions;
        }
        for (int worker = 0; worker < world.workers().size(); worker++) {
            goOn(worker, world.workers().get(worker), actions);
        }
        for (int flight = 0; flight < world.flights().size(); flight++) {
            actions.add(new Action.Arrive(flight));
            actions.add(new Action.NeverArrive(flight));
        }
        int idle = idleWorker();
        if (idle >= 0) {
            claims(idle, actions);
        }
        wishes(actions);
        if (world.spent().faults() < bounds.faultsMax()) {
            for (int worker = 0; worker < world.workers().size(); worker++) {
                faults(worker, world.workers().get(worker), actions);
            }
        }
        return actions;
    }

    private static void goOn(int worker, Actor actor, List<Action> actions) {
        switch (actor) {
            case Actor.Idle() -> {}
            case Actor.Holding _ -> actions.add(new Action.Look(worker));
            case Actor.Calling _ -> actions.add(new Action.HubReplies(worker));
            case Actor.Deciding _ -> actions.add(new Action.Commit(worker));
            case Actor.Queueing _ -> actions.add(new Action.QueueWork(worker));
        }
    }

    /// The first one: two idle workers are the same.
    private int idleWorker() {
        for (int worker = 0; worker < World.OPERATOR; worker++) {
            if (world.workers().get(worker) instanceof Actor.Idle) {
                return worker;
            }
        }
        return -1;
    }

    private void claims(int worker, List<Action> actions) {
        boolean thefts = mayFail(Fault.LEASE_THEFT);
        for (var operation : world.store().operations()) {
            boolean held = isHeld(operation);
            if (!operation.state().isFinal() && (!held || thefts)) {
                actions.add(new Action.Claim(worker, operation, held));
            }
        }
        for (var entry : world.store().items()) {
            boolean held = isHeld(entry);
            if (isWorked(entry) && (!held || thefts)) {
                actions.add(new Action.ClaimWork(worker, entry, held));
            }
        }
    }

    private boolean mayFail(Fault fault) {
        return bounds.faults().contains(fault) && world.spent().faults() < bounds.faultsMax();
    }

    private boolean isHeld(Operation operation) {
        return world.workers().stream()
                .map(Actor::operation)
                .anyMatch(
                        held ->
                                held != null
                                        && held.id().equals(operation.id())
                                        && held.lease().epoch() == operation.lease().epoch());
    }

    private boolean isHeld(WorkEntry entry) {
        return world.workers().stream()
                .map(Actor::entry)
                .anyMatch(
                        held ->
                                held != null
                                        && held.item().name().equals(entry.item().name())
                                        && held.epoch() == entry.epoch());
    }

    private boolean isWorked(WorkEntry entry) {
        boolean open = entry.state() == WorkEntry.State.OPEN && entry.item().kind().automatic();
        return open && !(isLastWatch(entry) && somethingIsStillOnItsWay());
    }

    private static boolean isLastWatch(WorkEntry entry) {
        return entry.item().kind() == WorkItem.Kind.ABSENCE_WATCH
                && HubErrand.of(entry.item().detail()).orElseThrow().round()
                        == HubErrand.WATCH_ROUNDS.size() - 1;
    }

    /// The last look comes 15 minutes after the removal. What is assumed of the world is that
    /// neither a call nor a worker without a lease lasts that long.
    private boolean somethingIsStillOnItsWay() {
        return !world.flights().isEmpty()
                || world.workers().stream()
                        .map(Actor::operation)
                        .anyMatch(held -> held != null && !isCurrent(held));
    }

    private boolean isCurrent(Operation held) {
        return world.store()
                .operation(held.id())
                .filter(stored -> stored.lease().epoch() == held.lease().epoch())
                .filter(stored -> stored.state() == held.state())
                .isPresent();
    }

    private void wishes(List<Action> actions) {
        if (world.spent().requests() < bounds.choices().size()) {
            actions.add(new Action.Register());
        }
        if (world.spent().wishes().size() < bounds.wishesMax()) {
            for (var wish : Wish.values()) {
                if (bounds.wishes().contains(wish) && !world.isTaken(wish) && makesSense(wish)) {
                    actions.add(new Action.Do(wish));
                }
            }
        }
    }

    private boolean makesSense(Wish wish) {
        var row = world.store().registration();
        return switch (wish) {
            case DISABLE_ENROLLMENT, UNLINK_REMOTE_HUB -> true;
            case TIME_PASSES -> world.store().running().isPresent();
            case DISABLE_DEVICE, DECOMMISSION_DEVICE -> row != null;
            // With a disabled device's registration its block is forgotten, not so in the hub: the
            // next registration is told of an identity that is still disabled. A known gap.
            case DELETE_REGISTRATION -> row != null && row.block() == null;
            case ENABLE_DEVICE -> row != null && row.block() != null;
        };
    }

    private void faults(int worker, Actor actor, List<Action> actions) {
        if (bounds.faults().contains(Fault.KILL) && !(actor instanceof Actor.Idle)) {
            actions.add(new Action.Kill(worker));
        }
        if (actor instanceof Actor.Calling(_, _, var hub, var wish, var stage)) {
            boolean remote = hub.equals(Cast.REMOTE) && !(wish instanceof HubWish.ReadTwin);
            boolean write = remote && new RemoteHubModel(bounds).call(wish, stage).isWrite();
            if (bounds.faults().contains(Fault.LATE_CALL)) {
                actions.add(write ? new Action.Delay(worker) : new Action.LoseCall(worker));
            }
            boolean changes = write || (!remote && !(wish instanceof HubWish.ReadTwin));
            if (bounds.faults().contains(Fault.LOST_REPLY) && changes) {
                actions.add(new Action.LoseReply(worker));
            }
            if (bounds.faults().contains(Fault.HUB_FULL) && remote && isFirstCall(actor)) {
                actions.add(new Action.HubIsFull(worker));
            }
        }
    }

    private static boolean isFirstCall(Actor actor) {
        return actor instanceof Actor.Calling(var task, _, _, var wish, var stage)
                && task instanceof Actor.Task.Assign(var operation)
                && operation.state() != OperationState.UNWINDING
                && wish instanceof HubWish.Provision
                && stage instanceof RemoteHubModel.Stage.Create;
    }
}
