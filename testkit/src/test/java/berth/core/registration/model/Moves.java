package berth.core.registration.model;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.id.OperationId;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.model.Actor.Heard;
import berth.core.registration.model.Actor.Seen;
import berth.core.registration.model.Actor.Task;
import berth.core.registration.model.RemoteHubModel.Next;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// What becomes of a world when something happens.
record Moves(Bounds bounds) {
    private static final Heard UNKNOWN =
            new Heard.Answer(new HubAnswer.Unknown("not heard", false, Duration.ZERO));
    private static final Heard FULL =
            new Heard.Answer(
                    new HubAnswer.Elsewhere(Refusal.of(ServiceError.NO_HUB_AVAILABLE, "full")));

    /// The next world, and what happened on the way to it.
    ///
    /// @param audits entries written
    /// @param author in whose name a hub was written, or null if none was
    record Move(World world, int audits, @Nullable HubMarker author) {
        Move(World world) {
            this(world, 0, null);
        }

        private Move fault() {
            return new Move(world.spendFault(), audits, author);
        }
    }

    Move of(World world, Action action) {
        return switch (action) {
            case Action.Register() -> register(world.spendRequest());
            case Action.Do(var wish) -> wish(world.spend(wish), wish);
            case Action.Claim(int worker, var operation, boolean stolen) -> {
                var store = store(world);
                var held = new Actor.Holding(new Task.Assign(store.claim(operation)));
                var move = new Move(world.with(store.state()).with(worker, held));
                yield stolen ? move.fault() : move;
            }
            case Action.ClaimWork(int worker, var entry, boolean stolen) -> {
                var store = store(world);
                var held = new Actor.Holding(new Task.Work(store.claim(entry)));
                var move = new Move(world.with(store.state()).with(worker, held));
                yield stolen ? move.fault() : move;
            }
            case Action.Look(int worker) -> look(world, worker);
            case Action.HubReplies(int worker) -> ask(world, worker, true);
            case Action.LoseReply(int worker) -> ask(world, worker, false).fault();
            case Action.LoseCall(int worker) ->
                    heard(world, worker, unheard(world, worker)).fault();
            case Action.Delay(int worker) -> delay(world, worker).fault();
            case Action.HubIsFull(int worker) -> heard(world, worker, FULL).fault();
            case Action.Commit(int worker) ->
                    commit(world, worker, (Actor.Deciding) world.workers().get(worker));
            case Action.QueueWork(int worker) -> queue(world, worker);
            case Action.Kill(int worker) -> new Move(world.with(worker, new Actor.Idle())).fault();
            case Action.Arrive(int flight) -> arrive(world, flight);
            case Action.NeverArrive(int flight) -> new Move(world.withoutFlight(flight));
        };
    }

    private ModelStore store(World world) {
        return new ModelStore(
                bounds, world.store(), world.store().registration(), world.surroundings().late());
    }

    private Move register(World world) {
        var store = store(world);
        int number = world.spent().requests();
        int act = world.store().acts() + 1;
        var request =
                Cast.request(
                        number, bounds.choices().get(number - 1), world.surroundings().enrolled());
        var ticket =
                new Admission.Ticket(OperationId.fresh(() -> act), ETag.fresh(() -> act), "node");
        store.admit(Cast.SCOPE, Cast.ID, current -> Admission.decide(current, request, ticket));
        return new Move(world.with(store.state()), store.audits(), null);
    }

    private Move wish(World world, Wish wish) {
        var old = world.surroundings();
        return switch (wish) {
            case DISABLE_ENROLLMENT ->
                    new Move(
                            world.with(
                                    new World.Surroundings(false, old.remoteLinked(), old.late())));
            case UNLINK_REMOTE_HUB ->
                    new Move(world.with(new World.Surroundings(old.enrolled(), false, old.late())));
            case TIME_PASSES ->
                    new Move(
                            world.with(
                                    new World.Surroundings(
                                            old.enrolled(), old.remoteLinked(), true)));
            case DELETE_REGISTRATION, DISABLE_DEVICE, DECOMMISSION_DEVICE -> {
                var store = store(world);
                new Engine(bounds).act(wish, world.store().acts() + 1, store, old, null);
                yield new Move(world.with(store.state()), store.audits(), null);
            }
            case ENABLE_DEVICE -> {
                var counted = world.with(world.store().withAct());
                var task = new Task.Enable(counted.store().acts());
                yield new Move(counted.with(World.OPERATOR, new Actor.Holding(task)));
            }
        };
    }

    private Move look(World world, int worker) {
        var task = ((Actor.Holding) world.workers().get(worker)).task();
        var seen = new Seen(world.store().registration(), world.surroundings());
        return switch (wants(world, task, seen, null)) {
            case Engine.Wants.Hub(var hub, var wish) ->
                    new Move(
                            world.with(
                                    worker,
                                    new Actor.Calling(
                                            task, seen, hub, wish, RemoteHubModel.start(wish))));
            case Engine.Wants.Step _, Engine.Wants.WorkDone _ ->
                    new Move(world.with(worker, new Actor.Deciding(task, seen, null)));
            case Engine.Wants.Nothing() ->
                    task instanceof Task.Enable
                            ? new Move(world.with(worker, new Actor.Deciding(task, seen, null)))
                            : new Move(world.with(worker, new Actor.Idle()));
        };
    }

    private Engine.Wants wants(World world, Task task, Seen seen, @Nullable Heard heard) {
        var engine = new Engine(bounds);
        return switch (task) {
            case Task.Assign(var operation) ->
                    engine.assign(operation, choice(operation), seen, heard);
            case Task.Work(var entry) -> engine.work(entry, seen, heard);
            case Task.Enable(int act) ->
                    engine.act(
                            Wish.ENABLE_DEVICE,
                            act,
                            engine.store(world.store(), seen),
                            seen.surroundings(),
                            heard);
        };
    }

    /// Without [Rule#FROZEN_PLAN] the enrollment has changed by the time of a second plan.
    private List<HubHostName> choice(Operation operation) {
        int request = operation.intake().requestDigest().toByteArray()[0] - 1;
        boolean again =
                !bounds.keeps(Rule.FROZEN_PLAN)
                        && operation.lease().epoch() > 1
                        && operation.lease().epoch() % 2 == 1;
        var choices = bounds.choices();
        return choices.get((request + (again ? 1 : 0)) % choices.size());
    }

    private static Heard unheard(World world, int worker) {
        return world.workers().get(worker) instanceof Actor.Calling(_, _, _, HubWish.ReadTwin(), _)
                ? new Heard.Nothing()
                : UNKNOWN;
    }

    private static Move heard(World world, int worker, Heard heard) {
        var calling = (Actor.Calling) world.workers().get(worker);
        return new Move(
                world.with(worker, new Actor.Deciding(calling.task(), calling.seen(), heard)));
    }

    /// The hub carries out the call under way.
    private Move ask(World world, int worker, boolean replyArrives) {
        var calling = (Actor.Calling) world.workers().get(worker);
        var hub = world.hub(calling.hub());
        if (calling.wish() instanceof HubWish.ReadTwin) {
            return heard(world, worker, new Heard.Twin(hub.identity() != null));
        }
        if (calling.hub().equals(Cast.REMOTE)) {
            return askRemote(world, worker, calling, replyArrives);
        }
        var change = new EmbeddedHubModel(bounds).carryOut(calling.wish(), hub);
        var after =
                heard(
                        world.with(calling.hub(), change.hub()),
                        worker,
                        replyArrives ? new Heard.Answer(change.answer()) : UNKNOWN);
        return new Move(after.world(), 0, calling.wish().author());
    }

    private Move askRemote(World world, int worker, Actor.Calling calling, boolean replyArrives) {
        var model = new RemoteHubModel(bounds);
        var call = model.call(calling.wish(), calling.stage());
        var change = model.carryOut(call, world.remote());
        var written = world.with(Cast.REMOTE, change.hub());
        var author = call.isWrite() ? calling.wish().author() : null;
        if (!replyArrives) {
            return new Move(heard(written, worker, UNKNOWN).world(), 0, author);
        }
        return switch (model.next(calling.wish(), calling.stage(), change.reply())) {
            case Next.End(var answer) ->
                    new Move(heard(written, worker, new Heard.Answer(answer)).world(), 0, author);
            case Next.More(var stage) ->
                    new Move(
                            written.with(
                                    worker,
                                    new Actor.Calling(
                                            calling.task(),
                                            calling.seen(),
                                            calling.hub(),
                                            calling.wish(),
                                            stage)),
                            0,
                            author);
        };
    }

    private Move delay(World world, int worker) {
        var calling = (Actor.Calling) world.workers().get(worker);
        var call = new RemoteHubModel(bounds).call(calling.wish(), calling.stage());
        return heard(world.withFlight(new World.Flight(calling.wish(), call)), worker, UNKNOWN);
    }

    private Move arrive(World world, int index) {
        var flight = world.flights().get(index);
        var change = new RemoteHubModel(bounds).carryOut(flight.call(), world.remote());
        return new Move(
                world.withoutFlight(index).with(Cast.REMOTE, change.hub()),
                0,
                flight.wish().author());
    }

    private Move commit(World world, int worker, Actor.Deciding deciding) {
        var store = store(world);
        var task = deciding.task();
        Actor after = new Actor.Idle();
        if (task instanceof Task.Enable(int act)) {
            var session = new Engine(bounds).store(world.store(), deciding.seen());
            new Engine(bounds)
                    .act(
                            Wish.ENABLE_DEVICE,
                            act,
                            session,
                            deciding.seen().surroundings(),
                            deciding.heard());
            // Two writes in one step, each with an entry of its own.
            int writes = session.state().acts() - world.store().acts();
            return new Move(
                    world.with(session.state()).with(worker, after),
                    session.audits() == writes ? 1 : session.audits(),
                    null);
        }
        switch (wants(world, task, deciding.seen(), deciding.heard())) {
            case Engine.Wants.Step(var step) -> {
                var before = ((Task.Assign) task).operation();
                boolean together = bounds.keeps(Rule.WORK_IN_SAME_TRANSACTION);
                if (store.write(before, step, together)) {
                    after = goesOn(store, before, step.delay());
                    boolean more = !together && !step.work().isEmpty();
                    after = more ? new Actor.Queueing(step.work(), after) : after;
                }
            }
            case Engine.Wants.WorkDone(var step) -> store.finish(((Task.Work) task).entry(), step);
            case Engine.Wants.Hub _, Engine.Wants.Nothing _ ->
                    throw new IllegalStateException("there was something to write");
        }
        return new Move(world.with(store.state()).with(worker, after), store.audits(), null);
    }

    /// Whoever waits gives the lease back; whoever need not goes on with it.
    private static Actor goesOn(ModelStore store, Operation before, Duration delay) {
        var stored = store.state().operation(before.id()).orElseThrow();
        return stored.state().isFinal() || delay.isPositive()
                ? new Actor.Idle()
                : new Actor.Holding(new Task.Assign(stored));
    }

    private Move queue(World world, int worker) {
        var queueing = (Actor.Queueing) world.workers().get(worker);
        var store = store(world);
        store.put(queueing.work());
        return new Move(world.with(store.state()).with(worker, queueing.then()));
    }
}
