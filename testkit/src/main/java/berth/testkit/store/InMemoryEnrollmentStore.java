package berth.testkit.store;

import berth.core.attestation.Attestation;
import berth.core.attestation.EnrolledCertificate;
import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Enrollments in memory. Any thread.
public final class InMemoryEnrollmentStore implements EnrollmentStore {
    private static final Comparator<EnrollmentGroup> OLDEST_FIRST =
            Comparator.comparing(EnrollmentGroup::createdAt)
                    .thenComparing(group -> group.groupId().value());

    private final AuditLog audit;
    private final Failures failures = new Failures();
    private final InMemoryTable<IndividualEnrollment> individuals = new InMemoryTable<>();
    private final InMemoryTable<EnrollmentGroup> groups = new InMemoryTable<>();

    public InMemoryEnrollmentStore(AuditLog audit) {
        this.audit = audit;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// Writes without decision and audit, to set a scene.
    public synchronized void put(IndividualEnrollment enrollment) {
        individuals.put(
                InMemoryTable.key(enrollment.scope(), enrollment.registrationId()), enrollment);
    }

    /// Writes without decision and audit, to set a scene.
    public synchronized void put(EnrollmentGroup group) {
        groups.put(InMemoryTable.key(group.scope(), group.groupId()), group);
    }

    @Override
    public synchronized Optional<IndividualEnrollment> individual(
            IdScope scope, RegistrationId id) {
        failures.happen();
        return individuals.find(InMemoryTable.key(scope, id));
    }

    @Override
    public synchronized Optional<EnrollmentGroup> group(IdScope scope, EnrollmentGroupId id) {
        failures.happen();
        return groups.find(InMemoryTable.key(scope, id));
    }

    @Override
    public List<EnrollmentGroup> symmetricKeyGroups(IdScope scope) {
        return groups(scope, group -> group.attestation() instanceof Attestation.SymmetricKey);
    }

    @Override
    public List<EnrollmentGroup> x509Groups(
            IdScope scope, Set<ByteString> certificates, Set<ByteString> subjects) {
        return groups(
                scope,
                group ->
                        signing(group).stream()
                                .anyMatch(
                                        certificate ->
                                                certificates.contains(certificate.sha256())
                                                        || subjects.contains(
                                                                certificate.subjectHash())));
    }

    private synchronized List<EnrollmentGroup> groups(
            IdScope scope, Predicate<EnrollmentGroup> wanted) {
        failures.happen();
        return groups.of(scope).stream().filter(wanted).sorted(OLDEST_FIRST).toList();
    }

    private static List<EnrolledCertificate> signing(EnrollmentGroup group) {
        return group.attestation() instanceof Attestation.X509Signing(var certificates)
                ? certificates.filled()
                : List.of();
    }

    @Override
    public synchronized <A> A changeIndividual(
            IdScope scope,
            RegistrationId id,
            Function<Optional<IndividualEnrollment>, Change<IndividualEnrollment, A>> decision) {
        failures.happen();
        return individuals.change(InMemoryTable.key(scope, id), audit, decision);
    }

    @Override
    public synchronized <A> A changeGroup(
            IdScope scope,
            EnrollmentGroupId id,
            Function<Optional<EnrollmentGroup>, Change<EnrollmentGroup, A>> decision) {
        failures.happen();
        return groups.change(InMemoryTable.key(scope, id), audit, decision);
    }

    @Override
    public synchronized Page<IndividualEnrollment> individuals(IdScope scope, Page.Request page) {
        failures.happen();
        return individuals.page(scope, page, _ -> true, row -> row.registrationId().value());
    }

    @Override
    public synchronized Page<EnrollmentGroup> groups(IdScope scope, Page.Request page) {
        failures.happen();
        return groups.page(scope, page, _ -> true, row -> row.groupId().value());
    }
}
