package berth.testkit.history;

import berth.core.change.Page;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Writes down each step of an operation and each act of an operator on a registration.
public final class RecordedRegistrationStore implements RegistrationStore {
    private final RegistrationStore store;
    private final Recorder recorder;

    public RecordedRegistrationStore(RegistrationStore store, Recorder recorder) {
        this.store = store;
        this.recorder = recorder;
    }

    @Override
    public boolean advance(Operation before, RegistrationStep step) {
        var plan = step.operation().plan();
        var value =
                new Advance(
                                step.operation().state(),
                                step.audit().action(),
                                plan == null ? null : Digest.of(plan),
                                Recorder.names(step.work()))
                        .json();
        var call = recorder.begin(Fact.ADVANCE, before.scope() + "/" + before.id(), value);
        try {
            boolean written = store.advance(before, step);
            if (written) {
                call.ok(value);
            } else {
                call.fail(value);
            }
            return written;
        } catch (RuntimeException e) {
            call.unknown(value);
            throw e;
        }
    }

    @Override
    public <A> A changeRegistration(
            IdScope scope, RegistrationId id, Function<Current, RegistrationChange<A>> rule) {
        var act = new Act<>(Recorder.actor(), scope + "/" + id, rule);
        try {
            A answer = store.changeRegistration(scope, id, act);
            act.committed();
            return answer;
        } catch (RuntimeException e) {
            act.lost();
            throw e;
        }
    }

    /// One act. What it will queue is known only inside the transaction, and must be written before
    /// it commits: its author may not live to write it afterwards.
    private final class Act<A> implements Function<Current, RegistrationChange<A>> {
        private final String actor;
        private final String key;
        private final Function<Current, RegistrationChange<A>> rule;
        private Recorder.@Nullable Begun begun;
        private JsonObject value = JsonObject.EMPTY;

        Act(String actor, String key, Function<Current, RegistrationChange<A>> rule) {
            this.actor = actor;
            this.key = key;
            this.rule = rule;
        }

        @Override
        public RegistrationChange<A> apply(Current current) {
            lost();
            var change = rule.apply(current);
            switch (change) {
                case RegistrationChange.Leave<A> _ -> {}
                case RegistrationChange.Write<A> write -> begin(Fact.CHANGE, write.work());
                case RegistrationChange.Remove<A> remove -> begin(Fact.DELETE, remove.work());
            }
            return change;
        }

        private void begin(Fact fact, List<WorkItem> work) {
            value = Recorder.queues(work);
            begun = recorder.begin(actor, fact, key, value);
        }

        void committed() {
            if (begun != null) {
                begun.ok(value);
                begun = null;
            }
        }

        /// An earlier try of the transaction did not commit, as far as is known.
        void lost() {
            if (begun != null) {
                begun.unknown(value);
                begun = null;
            }
        }
    }

    @Override
    public Optional<Registration> registration(IdScope scope, RegistrationId id) {
        return store.registration(scope, id);
    }

    @Override
    public Optional<Operation> operation(IdScope scope, OperationId id) {
        return store.operation(scope, id);
    }

    @Override
    public Admission.Result admit(
            IdScope scope, RegistrationId id, Function<Current, Admission.Decision> rule) {
        return store.admit(scope, id, rule);
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        return store.claim(owner, lease, limit);
    }

    @Override
    public Page<Registration> byGroup(IdScope scope, EnrollmentGroupId group, Page.Request page) {
        return store.byGroup(scope, group, page);
    }

    @Override
    public Map<IdScope, Integer> running() {
        return store.running();
    }

    @Override
    public int releaseLeases(String owner) {
        return store.releaseLeases(owner);
    }

    @Override
    public int releaseLeases() {
        return store.releaseLeases();
    }
}
