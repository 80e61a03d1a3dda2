package berth.endpoint.service;

import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.error.StoreUnavailable;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Enrollments in memory. Asks every decision twice, as a store does that has to retry, and can be
/// told to fail.
final class FakeEnrollmentStore implements EnrollmentStore {
    final List<AuditEvent> audit = new ArrayList<>();
    boolean unavailable;

    private final TreeMap<String, IndividualEnrollment> individuals = new TreeMap<>();
    private final TreeMap<String, EnrollmentGroup> groups = new TreeMap<>();

    @Override
    public Optional<IndividualEnrollment> individual(IdScope scope, RegistrationId id) {
        check();
        return Optional.ofNullable(individuals.get(scope + "/" + id));
    }

    @Override
    public Optional<EnrollmentGroup> group(IdScope scope, EnrollmentGroupId id) {
        check();
        return Optional.ofNullable(groups.get(scope + "/" + id));
    }

    @Override
    public List<EnrollmentGroup> symmetricKeyGroups(IdScope scope) {
        throw new UnsupportedOperationException("for devices only");
    }

    @Override
    public List<EnrollmentGroup> x509Groups(
            IdScope scope, Set<ByteString> certificates, Set<ByteString> subjects) {
        throw new UnsupportedOperationException("for devices only");
    }

    @Override
    public <A> A changeIndividual(
            IdScope scope,
            RegistrationId id,
            Function<Optional<IndividualEnrollment>, Change<IndividualEnrollment, A>> decision) {
        return change(individuals, scope + "/" + id, decision);
    }

    @Override
    public <A> A changeGroup(
            IdScope scope,
            EnrollmentGroupId id,
            Function<Optional<EnrollmentGroup>, Change<EnrollmentGroup, A>> decision) {
        return change(groups, scope + "/" + id, decision);
    }

    private <R extends Enrollment, A> A change(
            SortedMap<String, R> rows, String key, Function<Optional<R>, Change<R, A>> decision) {
        check();
        var stored = Optional.ofNullable(rows.get(key));
        var _ = decision.apply(stored);
        var change = decision.apply(stored);
        switch (change) {
            case Change.Put<R, A>(R row, A _, AuditEvent event) -> {
                rows.put(key, row);
                audit.add(event);
            }
            case Change.Update<R, A>(R row, A _) -> rows.put(key, row);
            case Change.Remove<R, A>(A _, AuditEvent event) -> {
                rows.remove(key);
                audit.add(event);
            }
            case Change.Leave<R, A> _ -> {}
        }
        return change.answer();
    }

    @Override
    public Page<IndividualEnrollment> individuals(IdScope scope, Page.Request page) {
        return page(individuals, scope, page);
    }

    @Override
    public Page<EnrollmentGroup> groups(IdScope scope, Page.Request page) {
        return page(groups, scope, page);
    }

    private <R> Page<R> page(SortedMap<String, R> rows, IdScope scope, Page.Request page) {
        check();
        return FakePages.page(rows, scope + "/", page);
    }

    private void check() {
        if (unavailable) {
            throw new StoreUnavailable("test", true, new IllegalStateException("gone"));
        }
    }
}
