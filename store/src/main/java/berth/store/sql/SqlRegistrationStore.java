package berth.store.sql;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.error.CorruptRow;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;
import berth.core.registration.WorkItem;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Registrations and operations in the database.
///
/// Whoever needs rows of both locks the registration first, so that no two wait for each other.
public final class SqlRegistrationStore implements RegistrationStore {
    /// How long a final operation can still be polled, at least.
    public static final Duration OPERATION_KEPT_MIN = Duration.ofMinutes(10);

    private final Database database;
    private final boolean embedded;
    private final Sealing sealing;
    private final AuditRows audit;
    private final RegistrationRows registrations;
    private final OperationRows operations;
    private final WorkItemRows work = new WorkItemRows();
    private final Table table = new Table();

    SqlRegistrationStore(Database database, boolean embedded, Sealing sealing, AuditRows audit) {
        this.database = database;
        this.embedded = embedded;
        this.sealing = sealing;
        this.audit = audit;
        this.registrations = new RegistrationRows(sealing);
        this.operations = new OperationRows(sealing);
    }

    @Override
    public Optional<Registration> registration(IdScope scope, RegistrationId id) {
        return database.read(
                "registration " + id, session -> registrations.find(session, scope, id));
    }

    @Override
    public Optional<Operation> operation(IdScope scope, OperationId id) {
        return database.read("operation " + id, session -> operations.find(session, scope, id));
    }

    @Override
    public Admission.Result admit(
            IdScope scope, RegistrationId id, Function<Current, Admission.Decision> rule) {
        sealing.ready(scope.value());
        return database.write("admission of " + id, session -> admit(session, scope, id, rule));
    }

    private Admission.Result admit(
            Session session,
            IdScope scope,
            RegistrationId id,
            Function<Current, Admission.Decision> rule)
            throws SQLException {
        var before = registrations.lock(session, scope, id);
        var current = operations.current(session, scope, id, before);
        return switch (rule.apply(current)) {
            case Admission.Decision.Join(var running, var event) -> {
                if (event != null) {
                    audit.append(session, event);
                }
                yield new Admission.Result.Joined(running);
            }
            case Admission.Decision.Open(var registration, var operation, var event) -> {
                if (before.isPresent()) {
                    registrations.update(session, registration);
                } else {
                    registrations.insert(session, registration);
                }
                operations.insert(session, operation);
                audit.append(session, event);
                yield new Admission.Result.Opened(operation);
            }
        };
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        return database.write("claim", session -> operations.claim(session, owner, lease, limit));
    }

    @Override
    public boolean advance(Operation before, RegistrationStep step) {
        sealing.ready(before.scope().value());
        return database.write(
                "step of operation " + before.id(), session -> advance(session, before, step));
    }

    private boolean advance(Session session, Operation before, RegistrationStep step)
            throws SQLException {
        var registration = step.registration();
        boolean found = registration == null || registrations.update(session, registration);
        if (!operations.advance(session, before, step.operation(), step.delay())) {
            session.undo();
            return false;
        }
        if (!found) {
            throw new CorruptRow(
                    "registration",
                    before.scope() + "/" + before.registrationId(),
                    "missing while operation " + before.id() + " runs");
        }
        for (var item : step.work()) {
            work.put(session, item);
        }
        audit.append(session, step.audit());
        return true;
    }

    @Override
    public <A> A changeRegistration(
            IdScope scope,
            RegistrationId id,
            Function<Optional<Registration>, Change<Registration, A>> decision) {
        return database.write(
                "change of registration " + id,
                session -> {
                    var before = registrations.lock(session, scope, id);
                    return Changes.carryOut(session, before, decision.apply(before), table, audit);
                });
    }

    @Override
    public Page<Registration> byGroup(IdScope scope, EnrollmentGroupId group, Page.Request page) {
        return database.read(
                "registrations of " + group,
                session -> registrations.page(session, scope, group, page));
    }

    @Override
    public int releaseLeases() {
        if (!embedded) {
            throw new IllegalStateException("leases of a shared store may be other nodes'");
        }
        return database.write("release of leases", operations::releaseLeases);
    }

    /// Deletes operations that became final longer than `olderThan` ago, oldest first, at most
    /// `limit` of them.
    ///
    /// @param olderThan at least [#OPERATION_KEPT_MIN]: devices still poll
    /// @return how many
    public int forgetOperations(Duration olderThan, int limit) {
        if (olderThan.compareTo(OPERATION_KEPT_MIN) < 0) {
            throw new IllegalArgumentException(
                    "a final operation is kept for " + OPERATION_KEPT_MIN + " at least");
        }
        return database.write(
                "forgetting operations", session -> operations.forget(session, olderThan, limit));
    }

    /// Work that is neither done nor dead, what may run first in front.
    public List<WorkItem> openWork(int limit) {
        return database.read("open work", session -> work.open(session, limit));
    }

    private final class Table implements Changes.Table<Registration> {
        @Override
        public void insert(Session session, Registration row) throws SQLException {
            registrations.insert(session, row);
        }

        @Override
        public void update(Session session, Registration before, Registration row)
                throws SQLException {
            registrations.update(session, row);
        }

        @Override
        public void remove(Session session, Registration before) throws SQLException {
            var running = operations.lockRunning(session, before.scope(), before.registrationId());
            if (running.isPresent()) {
                operations.cancel(session, running.get());
            }
            registrations.remove(session, before);
        }
    }
}
