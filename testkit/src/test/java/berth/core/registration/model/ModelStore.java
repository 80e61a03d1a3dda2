package berth.core.registration.model;

import berth.core.change.Page;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Lease;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The store for the length of one transaction: takes a state and leaves the next one. Leases and
/// due times are nobody's safety and are left out: who may claim is a matter of [Moves].
final class ModelStore implements RegistrationStore {
    /// Where the engine, run up to its write, is stopped.
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient RegistrationStep step;

        Stop(RegistrationStep step) {
            super("the engine wants to write", null, false, false);
            this.step = step;
        }
    }

    private final Bounds bounds;
    private final @Nullable Registration seen;
    private final Instant now;
    private StoreState state;
    private int audits;

    /// @param seen what a reader of the registration is shown
    ModelStore(Bounds bounds, StoreState state, @Nullable Registration seen, boolean late) {
        this.bounds = bounds;
        this.state = state;
        this.seen = seen;
        this.now = late ? Cast.LATE : Cast.EARLY;
    }

    StoreState state() {
        return state;
    }

    int audits() {
        return audits;
    }

    @Override
    public Optional<Registration> registration(IdScope scope, RegistrationId id) {
        return Optional.ofNullable(seen);
    }

    @Override
    public Optional<Operation> operation(IdScope scope, OperationId id) {
        return state.operation(id);
    }

    @Override
    public Admission.Result admit(
            IdScope scope, RegistrationId id, Function<Current, Admission.Decision> rule) {
        return switch (rule.apply(current())) {
            case Admission.Decision.Join(var running, var event) -> {
                audits += event == null ? 0 : 1;
                yield new Admission.Result.Joined(running);
            }
            case Admission.Decision.Repeat(var operation) ->
                    new Admission.Result.Joined(state.operation(operation).orElseThrow());
            case Admission.Decision.Open(var row, var operation, _, _) -> {
                audits++;
                state = state.withAct().with(row, null).with(plain(operation, operation.lease()));
                yield new Admission.Result.Opened(operation);
            }
        };
    }

    /// Stops the engine: the write happens in a step of its own, [#write].
    @Override
    public boolean advance(Operation before, RegistrationStep step) {
        throw new Stop(step);
    }

    boolean write(Operation before, RegistrationStep step, boolean withWork) {
        var stored = state.operation(before.id()).orElseThrow();
        boolean lost =
                stored.state() != before.state()
                        || (bounds.keeps(Rule.EPOCH_CHECK)
                                && stored.lease().epoch() != before.lease().epoch());
        if (lost) {
            return false;
        }
        audits++;
        state = state.with(next(stored, step.operation()));
        var row = step.registration();
        if (row != null) {
            state = state.with(row, null);
        }
        state = state.calledFor(step.work());
        if (withWork) {
            put(step.work());
        }
        step.settled().forEach(this::close);
        return true;
    }

    void put(List<WorkItem> work) {
        work.forEach(this::put);
    }

    private void put(WorkItem item) {
        long epoch = state.item(item.name()).map(entry -> entry.epoch() + 1).orElse(0L);
        state = state.with(entry(item, WorkEntry.State.OPEN, epoch));
    }

    private void close(WorkItem.Name name) {
        state.item(name)
                .ifPresent(
                        entry ->
                                state =
                                        state.with(
                                                entry(
                                                        entry.item(),
                                                        WorkEntry.State.DONE,
                                                        entry.epoch() + 1)));
    }

    Operation claim(Operation operation) {
        var old = operation.lease();
        var claimed = plain(operation, new Lease(old.owner(), old.until(), old.epoch() + 1));
        state = state.with(claimed);
        return claimed;
    }

    WorkEntry claim(WorkEntry entry) {
        var claimed = entry(entry.item(), entry.state(), entry.epoch() + 1);
        state = state.with(claimed);
        return claimed;
    }

    void finish(WorkEntry before, WorkStep step) {
        var stored = state.item(before.item().name()).orElseThrow();
        boolean lost =
                stored.state() != WorkEntry.State.OPEN
                        || (bounds.keeps(Rule.EPOCH_CHECK) && stored.epoch() != before.epoch());
        if (lost) {
            return;
        }
        switch (step) {
            case WorkStep.Done(_, var next, _) -> {
                audits++;
                state = state.with(entry(stored.item(), WorkEntry.State.DONE, stored.epoch()));
                if (bounds.keeps(Rule.ABSENCE_WATCH)) {
                    state = state.calledFor(next);
                    put(next);
                }
            }
            case WorkStep.Again _ -> {}
            case WorkStep.Dead _ -> {
                audits++;
                state = state.with(entry(stored.item(), WorkEntry.State.DEAD, stored.epoch()));
            }
        }
    }

    @Override
    public <A> A changeRegistration(
            IdScope scope, RegistrationId id, Function<Current, RegistrationChange<A>> rule) {
        var current = current();
        var change = rule.apply(current);
        var running = current.running();
        switch (change) {
            case RegistrationChange.Leave<A> _ -> {}
            case RegistrationChange.Write<A>(_, var row, var ended, var work, var settled, _) -> {
                audits++;
                state = state.withAct().with(row, null);
                if (ended != null && running != null) {
                    state = state.with(next(running, ended));
                }
                state = state.calledFor(work);
                put(work);
                settled.forEach(this::close);
            }
            case RegistrationChange.Remove<A>(_, var work, _) -> {
                audits++;
                state = state.withAct().with(null, removed(current.registration()));
                if (running != null) {
                    state = state.with(next(running, cancelled(running)));
                }
                state = state.calledFor(work);
                put(work);
            }
        }
        return change.answer();
    }

    private Removed removed(@Nullable Registration row) {
        if (row == null) {
            throw new IllegalStateException("there is no registration");
        }
        var place = row.place() == null ? row.leftBehind() : row.place();
        boolean kept = bounds.keeps(Rule.GENERATION_KEPT_OVER_DELETION);
        return new Removed(kept ? row.generation() : 0, place);
    }

    private Operation cancelled(Operation running) {
        var old = running.progress();
        return running.with(
                new Operation.Progress(
                        OperationState.CANCELLED,
                        old.plan(),
                        old.target(),
                        old.captured(),
                        old.createdInHub(),
                        0,
                        old.failure(),
                        now));
    }

    private Current current() {
        return new Current(
                state.registration(), state.running().orElse(null), state.removed(), now);
    }

    /// The stored row after a step: plan and captured twin are written once.
    private Operation next(Operation stored, Operation wanted) {
        var old = stored.progress();
        var progress = wanted.progress();
        if (!bounds.keeps(Rule.FROZEN_PLAN) && repeats(old, progress)) {
            return stored.with(Operation.Progress.ADMITTED);
        }
        return stored.with(
                new Operation.Progress(
                        progress.state(),
                        old.plan() == null ? progress.plan() : old.plan(),
                        progress.target(),
                        old.captured() == null ? progress.captured() : old.captured(),
                        progress.createdInHub(),
                        0,
                        progress.failure(),
                        progress.state().isFinal() ? now : null));
    }

    private static boolean repeats(Operation.Progress old, Operation.Progress next) {
        return old.state() == OperationState.PLANNED && next.state() == OperationState.PLANNED;
    }

    private static Operation plain(Operation operation, Lease lease) {
        return new Operation(
                operation.intake(),
                operation.progress(),
                Cast.EARLY,
                new Lease("node", Cast.EARLY, lease.epoch()));
    }

    private static WorkEntry entry(WorkItem item, WorkEntry.State state, long epoch) {
        var plain = new WorkItem(item.scope(), item.kind(), item.key(), item.detail(), Cast.EARLY);
        return new WorkEntry(plain, state, 0, epoch, "", Cast.EARLY, null);
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        throw new UnsupportedOperationException("the model claims one by one");
    }

    @Override
    public Page<Registration> byGroup(IdScope scope, EnrollmentGroupId group, Page.Request page) {
        throw new UnsupportedOperationException("not part of the model");
    }

    @Override
    public Map<IdScope, Integer> running() {
        throw new UnsupportedOperationException("not part of the model");
    }

    @Override
    public int releaseLeases(String owner) {
        throw new UnsupportedOperationException("not part of the model");
    }

    @Override
    public int releaseLeases() {
        throw new UnsupportedOperationException("not part of the model");
    }
}
