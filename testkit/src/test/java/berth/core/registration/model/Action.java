package berth.core.registration.model;

import berth.core.registration.Operation;
import berth.core.work.WorkEntry;

/// What can happen next. The text of each is a line of a path that a failing test shows.
sealed interface Action {
    /// How it counts.
    enum Kind {
        /// The engine goes on: what a continuation without faults consists of.
        PROGRESS,
        /// The device or an operator wants something.
        WISH,
        FAULT
    }

    record Register() implements Action {}

    record Do(Wish wish) implements Action {}

    record Claim(int worker, Operation operation, boolean stolen) implements Action {}

    record ClaimWork(int worker, WorkEntry entry, boolean stolen) implements Action {}

    /// Reads the store, and finds out what comes next.
    record Look(int worker) implements Action {}

    /// The hub carries a call out and the reply arrives.
    record HubReplies(int worker) implements Action {}

    /// The hub carries a call out and the reply gets lost.
    record LoseReply(int worker) implements Action {}

    /// The call gets lost.
    record LoseCall(int worker) implements Action {}

    /// The caller gives up, and the write may still arrive.
    record Delay(int worker) implements Action {}

    record HubIsFull(int worker) implements Action {}

    record Commit(int worker) implements Action {}

    /// Only without [Rule#WORK_IN_SAME_TRANSACTION].
    record QueueWork(int worker) implements Action {}

    record Kill(int worker) implements Action {}

    record Arrive(int flight) implements Action {}

    record NeverArrive(int flight) implements Action {}

    default Kind kind() {
        return switch (this) {
            case Register _, Do _ -> Kind.WISH;
            case Claim(_, _, boolean stolen) -> stolen ? Kind.FAULT : Kind.PROGRESS;
            case ClaimWork(_, _, boolean stolen) -> stolen ? Kind.FAULT : Kind.PROGRESS;
            case LoseReply _, LoseCall _, Delay _, HubIsFull _, Kill _ -> Kind.FAULT;
            case Look _, HubReplies _, Commit _, QueueWork _, Arrive _, NeverArrive _ ->
                    Kind.PROGRESS;
        };
    }

    /// @param world the one in which it happens
    default String describe(World world) {
        return switch (this) {
            case Register() -> "the device registers, request " + (world.spent().requests() + 1);
            case Do(var wish) -> "somebody wants: " + wish;
            case Claim(int worker, var operation, boolean stolen) ->
                    "%s %s operation of generation %d in %s"
                            .formatted(
                                    name(worker),
                                    stolen ? "steals" : "claims",
                                    operation.generation(),
                                    operation.state());
            case ClaimWork(int worker, var entry, boolean stolen) ->
                    "%s %s %s %s"
                            .formatted(
                                    name(worker),
                                    stolen ? "steals" : "claims",
                                    entry.item().kind(),
                                    entry.item().key());
            case Look(int worker) -> name(worker) + " reads the store";
            case HubReplies(int worker) -> call(world, worker) + ": done, and heard";
            case LoseReply(int worker) -> call(world, worker) + ": done, but not heard";
            case LoseCall(int worker) -> call(world, worker) + ": lost";
            case Delay(int worker) -> call(world, worker) + ": given up, still on its way";
            case HubIsFull(int worker) -> call(world, worker) + ": the hub is full";
            case Commit(int worker) ->
                    name(worker) + " writes what follows from " + heard(world, worker);
            case QueueWork(int worker) -> name(worker) + " queues follow-up work";
            case Kill(int worker) -> name(worker) + " is killed";
            case Arrive(int flight) -> "arrives late: " + flight(world, flight);
            case NeverArrive(int flight) -> "never arrives: " + flight(world, flight);
        };
    }

    private static String name(int worker) {
        return worker == World.OPERATOR ? "the operator's session" : "worker " + (worker + 1);
    }

    private static String call(World world, int worker) {
        return world.workers().get(worker)
                        instanceof Actor.Calling(_, _, var hub, var wish, var stage)
                ? "%s asks %s to %s of generation %s (%s)"
                        .formatted(
                                name(worker),
                                hub,
                                wish.getClass().getSimpleName(),
                                wish instanceof HubWish.ReadTwin
                                        ? "any"
                                        : wish.author().generation(),
                                hub.equals(Cast.REMOTE)
                                        ? stage.getClass().getSimpleName()
                                        : "one transaction")
                : name(worker) + " asks nobody";
    }

    private static String heard(World world, int worker) {
        return world.workers().get(worker) instanceof Actor.Deciding(_, _, var heard)
                ? (heard == null ? "what it read" : heard.toString())
                : "nothing";
    }

    private static String flight(World world, int index) {
        var flight = world.flights().get(index);
        return "%s of generation %d"
                .formatted(
                        flight.call().getClass().getSimpleName(),
                        flight.wish().author().generation());
    }
}
