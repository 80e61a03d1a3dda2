package berth.core.registration.simulation;

import berth.core.change.Page;
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

/// The registration store behind the [Weather], watched by a [Watcher].
final class SimulatedRegistrations implements RegistrationStore {
    private final World world;
    private final Weather weather;
    private final RegistrationStore store;
    private final Watcher watcher;

    SimulatedRegistrations(World world, Weather weather, RegistrationStore store, Watcher watcher) {
        this.world = world;
        this.weather = weather;
        this.store = store;
        this.watcher = watcher;
    }

    @Override
    public Optional<Registration> registration(IdScope scope, RegistrationId id) {
        return weather.read(
                "registration " + id,
                () -> {
                    var found = store.registration(scope, id);
                    world.current().sighting =
                            found.map(row -> new Sighting(row, watcher.deviceOf(row))).orElse(null);
                    return found;
                });
    }

    @Override
    public Optional<Operation> operation(IdScope scope, OperationId id) {
        return weather.read("operation " + id, () -> store.operation(scope, id));
    }

    @Override
    public Admission.Result admit(
            IdScope scope, RegistrationId id, Function<Current, Admission.Decision> rule) {
        return weather.write(
                "admit " + id,
                () -> watcher.admitted(scope, id, () -> store.admit(scope, id, repeating(rule))));
    }

    /// A transaction may ask its rule more than once; only the last answer counts.
    private <A> Function<Current, A> repeating(Function<Current, A> rule) {
        if (!world.chance(weather.faults().storeRepeated())) {
            return rule;
        }
        return current -> {
            var _ = rule.apply(current);
            return rule.apply(current);
        };
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        return weather.write("claim by " + owner, () -> store.claim(owner, lease, limit));
    }

    @Override
    public boolean advance(Operation before, RegistrationStep step) {
        return weather.write(
                "advance %s %s -> %s"
                        .formatted(
                                before.registrationId(), before.state(), step.operation().state()),
                () -> watcher.advanced(before, step, () -> store.advance(before, step)));
    }

    @Override
    public <A> A changeRegistration(
            IdScope scope, RegistrationId id, Function<Current, RegistrationChange<A>> rule) {
        return weather.write(
                "change " + id,
                () ->
                        watcher.changed(
                                scope,
                                id,
                                rule,
                                seen -> store.changeRegistration(scope, id, repeating(seen))));
    }

    @Override
    public Page<Registration> byGroup(IdScope scope, EnrollmentGroupId group, Page.Request page) {
        return weather.read("registrations", () -> store.byGroup(scope, group, page));
    }

    @Override
    public Map<IdScope, Integer> running() {
        return store.running();
    }

    @Override
    public int releaseLeases(String owner) {
        return weather.write("release leases of one", () -> store.releaseLeases(owner));
    }

    @Override
    public int releaseLeases() {
        return weather.write("release leases", store::releaseLeases);
    }
}
