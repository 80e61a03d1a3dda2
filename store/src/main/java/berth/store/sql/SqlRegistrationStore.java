package berth.store.sql;

import berth.core.change.Page;
import berth.core.error.CorruptRow;
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
import berth.core.work.WorkItem;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    private final UsageRows usage;

    SqlRegistrationStore(
            Database database,
            boolean embedded,
            Sealing sealing,
            AuditRows audit,
            UsageRows usage) {
        this.database = database;
        this.embedded = embedded;
        this.sealing = sealing;
        this.audit = audit;
        this.usage = usage;
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
        var current = current(session, scope, id);
        return switch (rule.apply(current)) {
            case Admission.Decision.Join(var running, var event) -> {
                if (event != null) {
                    audit.append(session, event);
                }
                yield new Admission.Result.Joined(running);
            }
            case Admission.Decision.Repeat(var operationId) ->
                    new Admission.Result.Joined(
                            operations
                                    .find(session, scope, operationId)
                                    .orElseThrow(
                                            () ->
                                                    new CorruptRow(
                                                            "operation",
                                                            scope + "/" + operationId,
                                                            "the latest of a registration is"
                                                                    + " missing")));
            case Admission.Decision.Open(var registration, var operation, var kind, var event) -> {
                if (current.registration() == null) {
                    registrations.insert(session, registration);
                } else {
                    registrations.update(session, registration);
                }
                if (current.removed() != null) {
                    registrations.forgetRemoved(session, registration);
                }
                operations.insert(session, operation);
                audit.append(session, event);
                usage.count(session, scope, kind, current.now());
                yield new Admission.Result.Opened(operation);
            }
        };
    }

    private Current current(Session session, IdScope scope, RegistrationId id) throws SQLException {
        var registration = registrations.lock(session, scope, id);
        var removed =
                registration.isPresent()
                        ? Optional.<Removed>empty()
                        : registrations.removed(session, scope, id);
        return operations.current(session, scope, id, registration, removed);
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
        queue(session, step.work());
        for (var item : step.settled()) {
            work.settle(session, item, "settled by " + before.id());
        }
        audit.append(session, step.audit());
        return true;
    }

    @Override
    public <A> A changeRegistration(
            IdScope scope, RegistrationId id, Function<Current, RegistrationChange<A>> rule) {
        sealing.ready(scope.value());
        return database.write(
                "change of registration " + id,
                session -> {
                    var current = current(session, scope, id);
                    var change = rule.apply(current);
                    carryOut(session, current, change);
                    return change.answer();
                });
    }

    private <A> void carryOut(Session session, Current current, RegistrationChange<A> change)
            throws SQLException {
        switch (change) {
            case RegistrationChange.Leave<A> _ -> {}
            case RegistrationChange.Write<A>(
                            _,
                            var row,
                            var ended,
                            var items,
                            var settled,
                            var event) -> {
                if (!registrations.update(session, row)) {
                    throw new IllegalStateException("there is no registration to change");
                }
                if (ended != null && current.running() != null) {
                    operations.end(session, current.running(), ended);
                }
                queue(session, items);
                for (var name : settled) {
                    work.settle(session, name, "settled with " + row.registrationId());
                }
                audit.append(session, event);
            }
            case RegistrationChange.Remove<A>(_, var items, var event) -> {
                if (current.registration() == null) {
                    throw new IllegalStateException("there is no registration to remove");
                }
                if (current.running() != null) {
                    operations.cancel(session, current.running());
                }
                registrations.remove(session, current.registration());
                queue(session, items);
                audit.append(session, event);
            }
        }
    }

    private void queue(Session session, List<WorkItem> items) throws SQLException {
        for (var item : items) {
            work.put(session, item);
        }
    }

    @Override
    public Page<Registration> byGroup(IdScope scope, EnrollmentGroupId group, Page.Request page) {
        return database.read(
                "registrations of " + group,
                session -> registrations.page(session, scope, group, page));
    }

    @Override
    public Map<IdScope, Integer> running() {
        return database.read("running operations", operations::running);
    }

    @Override
    public int releaseLeases(String owner) {
        return database.write(
                "release of the leases of " + owner,
                session ->
                        work.releaseLeases(session, owner)
                                + operations.releaseLeases(session, owner));
    }

    @Override
    public int releaseLeases() {
        if (!embedded) {
            throw new IllegalStateException("leases of a shared store may be other nodes'");
        }
        return database.write(
                "release of leases",
                session -> work.releaseLeases(session) + operations.releaseLeases(session));
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
}
