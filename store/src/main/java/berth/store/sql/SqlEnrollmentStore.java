package berth.store.sql;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.usage.UsageKind;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Enrollments in the database.
public final class SqlEnrollmentStore implements EnrollmentStore {
    private final Database database;
    private final Sealing sealing;
    private final AuditRows audit;
    private final IndividualRows individuals;
    private final GroupRows groups;
    private final UsageRows usage;

    SqlEnrollmentStore(Database database, Sealing sealing, AuditRows audit, UsageRows usage) {
        this.database = database;
        this.sealing = sealing;
        this.audit = audit;
        this.individuals = new IndividualRows(sealing);
        this.groups = new GroupRows(sealing);
        this.usage = usage;
    }

    @Override
    public Optional<IndividualEnrollment> individual(IdScope scope, RegistrationId id) {
        return database.read("enrollment " + id, session -> individuals.find(session, scope, id));
    }

    @Override
    public Optional<EnrollmentGroup> group(IdScope scope, EnrollmentGroupId id) {
        return database.read("enrollment group " + id, session -> groups.find(session, scope, id));
    }

    @Override
    public List<EnrollmentGroup> symmetricKeyGroups(IdScope scope) {
        return database.read(
                "symmetric key groups", session -> groups.withSymmetricKeys(session, scope));
    }

    @Override
    public List<EnrollmentGroup> x509Groups(
            IdScope scope, Set<ByteString> certificates, Set<ByteString> subjects) {
        if (certificates.isEmpty() && subjects.isEmpty()) {
            return List.of();
        }
        return database.read(
                "X.509 groups",
                session -> groups.withCertificates(session, scope, certificates, subjects));
    }

    @Override
    public <A> A changeIndividual(
            IdScope scope,
            RegistrationId id,
            Function<Optional<IndividualEnrollment>, Change<IndividualEnrollment, A>> decision) {
        sealing.ready(scope.value());
        return database.write(
                "change of enrollment " + id,
                session -> {
                    var before = individuals.lock(session, scope, id);
                    return carryOut(session, scope, before, decision.apply(before), individuals);
                });
    }

    @Override
    public <A> A changeGroup(
            IdScope scope,
            EnrollmentGroupId id,
            Function<Optional<EnrollmentGroup>, Change<EnrollmentGroup, A>> decision) {
        sealing.ready(scope.value());
        return database.write(
                "change of enrollment group " + id,
                session -> {
                    var before = groups.lock(session, scope, id);
                    return carryOut(session, scope, before, decision.apply(before), groups);
                });
    }

    private <R, A> A carryOut(
            Session session,
            IdScope scope,
            Optional<R> before,
            Change<R, A> change,
            Changes.Table<R> table)
            throws SQLException {
        var answer = Changes.carryOut(session, before, change, table, audit);
        if (!(change instanceof Change.Leave<R, A>)) {
            usage.count(session, scope, UsageKind.ENROLLMENT_WRITE, session.now());
        }
        return answer;
    }

    @Override
    public Page<IndividualEnrollment> individuals(IdScope scope, Page.Request page) {
        return database.read("enrollments", session -> individuals.page(session, scope, page));
    }

    @Override
    public Page<EnrollmentGroup> groups(IdScope scope, Page.Request page) {
        return database.read("enrollment groups", session -> groups.page(session, scope, page));
    }
}
