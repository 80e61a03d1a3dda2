package berth.core.registration.simulation;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The stores of what operators wrote down, behind the [Weather].
final class SimulatedStores {
    private SimulatedStores() {}

    record Enrollments(Weather weather, EnrollmentStore store) implements EnrollmentStore {
        @Override
        public Optional<IndividualEnrollment> individual(IdScope scope, RegistrationId id) {
            return weather.read("enrollment", () -> store.individual(scope, id));
        }

        @Override
        public Optional<EnrollmentGroup> group(IdScope scope, EnrollmentGroupId id) {
            return weather.read("group", () -> store.group(scope, id));
        }

        @Override
        public List<EnrollmentGroup> symmetricKeyGroups(IdScope scope) {
            return weather.read("groups", () -> store.symmetricKeyGroups(scope));
        }

        @Override
        public List<EnrollmentGroup> x509Groups(
                IdScope scope, Set<ByteString> certificates, Set<ByteString> subjects) {
            return weather.read("groups", () -> store.x509Groups(scope, certificates, subjects));
        }

        @Override
        public <A> A changeIndividual(
                IdScope scope,
                RegistrationId id,
                Function<Optional<IndividualEnrollment>, Change<IndividualEnrollment, A>> rule) {
            return weather.write("write enrollment", () -> store.changeIndividual(scope, id, rule));
        }

        @Override
        public <A> A changeGroup(
                IdScope scope,
                EnrollmentGroupId id,
                Function<Optional<EnrollmentGroup>, Change<EnrollmentGroup, A>> rule) {
            return weather.write("write group", () -> store.changeGroup(scope, id, rule));
        }

        @Override
        public Page<IndividualEnrollment> individuals(IdScope scope, Page.Request page) {
            return weather.read("enrollments", () -> store.individuals(scope, page));
        }

        @Override
        public Page<EnrollmentGroup> groups(IdScope scope, Page.Request page) {
            return weather.read("groups", () -> store.groups(scope, page));
        }
    }

    record Instances(Weather weather, InstanceStore store) implements InstanceStore {
        @Override
        public Optional<ServiceInstance> instance(IdScope scope) {
            return weather.read("instance", () -> store.instance(scope));
        }

        @Override
        public List<ServiceInstance> instances() {
            return weather.read("instances", store::instances);
        }

        @Override
        public <A> A changeInstance(
                IdScope scope,
                Function<Optional<ServiceInstance>, Change<ServiceInstance, A>> rule) {
            return weather.write("write instance", () -> store.changeInstance(scope, rule));
        }
    }
}
