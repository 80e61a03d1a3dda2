package berth.server.failpoint;

import berth.core.change.Page;
import berth.core.failpoint.FailStep;
import berth.core.failpoint.Failpoints;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reaches a failpoint before and after each of the store's commits. Reads have none: breaking one
/// is breaking what comes before it.
public final class FailpointRegistrationStore implements RegistrationStore {
    private final RegistrationStore store;
    private final Failpoints failpoints;

    public FailpointRegistrationStore(RegistrationStore store, Failpoints failpoints) {
        this.store = store;
        this.failpoints = failpoints;
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
        return failpoints.around(FailStep.REGISTRATION_ADMIT, () -> store.admit(scope, id, rule));
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        return failpoints.around(
                FailStep.REGISTRATION_CLAIM, () -> store.claim(owner, lease, limit));
    }

    @Override
    public boolean advance(Operation before, RegistrationStep step) {
        return failpoints.around(
                FailStep.advance(step.operation().progress().state()),
                () -> store.advance(before, step));
    }

    @Override
    public <A> A changeRegistration(
            IdScope scope, RegistrationId id, Function<Current, RegistrationChange<A>> rule) {
        return failpoints.<A>around(
                FailStep.REGISTRATION_CHANGE, () -> store.changeRegistration(scope, id, rule));
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
