package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.enrollment.EnrollmentKey;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Lease;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;
import berth.core.registration.WorkItem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Registrations and operations in memory, leases by the given clock. Any thread.
public final class InMemoryRegistrationStore implements RegistrationStore {
    private record ItemKey(IdScope scope, WorkItem.Kind kind, String key) {}

    private final InstantSource clock;
    private final AuditLog audit;
    private final Failures failures = new Failures();
    private final InMemoryTable<Registration> registrations = new InMemoryTable<>();
    private final InMemoryTable<Operation> operations = new InMemoryTable<>();
    private final Map<ItemKey, WorkItem> work = new LinkedHashMap<>();

    public InMemoryRegistrationStore(InstantSource clock, AuditLog audit) {
        this.clock = clock;
        this.audit = audit;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// Follow-up work that was queued, oldest first.
    public synchronized List<WorkItem> openWork() {
        return List.copyOf(work.values());
    }

    @Override
    public synchronized Optional<Registration> registration(IdScope scope, RegistrationId id) {
        failures.happen();
        return registrations.find(InMemoryTable.key(scope, id));
    }

    @Override
    public synchronized Optional<Operation> operation(IdScope scope, OperationId id) {
        failures.happen();
        return operations.find(InMemoryTable.key(scope, id));
    }

    @Override
    public synchronized Admission.Result admit(
            IdScope scope, RegistrationId id, Function<Current, Admission.Decision> rule) {
        failures.happen();
        var key = InMemoryTable.key(scope, id);
        var current =
                new Current(
                        registrations.find(key).orElse(null),
                        running(scope, id).orElse(null),
                        now());
        return switch (rule.apply(current)) {
            case Admission.Decision.Join(var running, var event) -> {
                if (event != null) {
                    audit.append(event);
                }
                yield new Admission.Result.Joined(running);
            }
            case Admission.Decision.Open(var registration, var operation, var event) -> {
                audit.append(event);
                registrations.put(key, registration);
                put(operation);
                yield new Admission.Result.Opened(operation);
            }
        };
    }

    @Override
    public synchronized Claimed claim(String owner, Duration lease, int limit) {
        failures.happen();
        var now = now();
        var due =
                operations.all().stream()
                        .filter(operation -> !operation.state().isFinal())
                        .filter(operation -> !operation.nextRun().isAfter(now))
                        .filter(operation -> !operation.lease().until().isAfter(now))
                        .sorted(Comparator.comparing(Operation::nextRun))
                        .limit(limit)
                        .map(
                                operation ->
                                        withLease(
                                                operation,
                                                new Lease(
                                                        owner,
                                                        now.plus(lease),
                                                        operation.lease().epoch() + 1)))
                        .toList();
        due.forEach(this::put);
        return new Claimed(due, now);
    }

    @Override
    public synchronized boolean advance(Operation before, RegistrationStep step) {
        failures.happen();
        var stored = operations.find(InMemoryTable.key(before.scope(), before.id()));
        if (stored.isEmpty()
                || stored.get().state() != before.state()
                || stored.get().lease().epoch() != before.lease().epoch()) {
            return false;
        }
        audit.append(step.audit());
        put(next(stored.get(), step.operation(), step.delay()));
        var registration = step.registration();
        if (registration != null) {
            registrations.put(
                    InMemoryTable.key(registration.scope(), registration.registrationId()),
                    registration);
        }
        for (var item : step.work()) {
            work.put(new ItemKey(item.scope(), item.kind(), item.key()), item);
        }
        return true;
    }

    @Override
    public synchronized <A> A changeRegistration(
            IdScope scope,
            RegistrationId id,
            Function<Optional<Registration>, Change<Registration, A>> decision) {
        failures.happen();
        var key = InMemoryTable.key(scope, id);
        boolean existed = registrations.find(key).isPresent();
        var answer = registrations.change(key, audit, decision);
        if (existed && registrations.find(key).isEmpty()) {
            running(scope, id).ifPresent(this::cancel);
        }
        return answer;
    }

    @Override
    public synchronized Page<Registration> byGroup(
            IdScope scope, EnrollmentGroupId group, Page.Request page) {
        failures.happen();
        var key = new EnrollmentKey.Group(group);
        return registrations.page(
                scope,
                page,
                registration -> registration.enrollment().equals(key),
                registration -> registration.registrationId().value());
    }

    @Override
    public synchronized int releaseLeases() {
        failures.happen();
        var held =
                operations.all().stream()
                        .filter(operation -> !operation.state().isFinal())
                        .filter(operation -> operation.lease().until().isAfter(Instant.EPOCH))
                        .toList();
        held.forEach(operation -> put(withLease(operation, free(operation.lease()))));
        return held.size();
    }

    private Optional<Operation> running(IdScope scope, RegistrationId id) {
        return operations.of(scope).stream()
                .filter(operation -> operation.registrationId().equals(id))
                .filter(operation -> !operation.state().isFinal())
                .findFirst();
    }

    private void cancel(Operation running) {
        put(
                written(
                        running,
                        running,
                        OperationState.CANCELLED,
                        now(),
                        free(running.lease()),
                        now()));
    }

    private Operation next(Operation stored, Operation wanted, Duration delay) {
        boolean isFinal = wanted.state().isFinal();
        var lease = isFinal || delay.isPositive() ? free(stored.lease()) : stored.lease();
        var finishedAt = wanted.finishedAt() == null ? now() : wanted.finishedAt();
        return isFinal
                ? written(stored, wanted, wanted.state(), now().plus(delay), lease, finishedAt)
                : written(stored, wanted, wanted.state(), now().plus(delay), lease, null);
    }

    private static Operation withLease(Operation operation, Lease lease) {
        return written(
                operation,
                operation,
                operation.state(),
                operation.nextRun(),
                lease,
                operation.finishedAt());
    }

    private static Lease free(Lease lease) {
        return new Lease(lease.owner(), Instant.EPOCH, lease.epoch());
    }

    /// What was settled at admission stays, and so does a plan.
    private static Operation written(
            Operation stored,
            Operation wanted,
            OperationState state,
            Instant nextRun,
            Lease lease,
            @Nullable Instant finishedAt) {
        return new Operation(
                stored.id(),
                stored.scope(),
                stored.registrationId(),
                stored.spelling(),
                stored.generation(),
                stored.enrollment(),
                stored.enrollmentEtag(),
                stored.authentication(),
                stored.requestDigest(),
                stored.apiVersion(),
                stored.payload(),
                state,
                stored.plan() == null ? wanted.plan() : stored.plan(),
                wanted.createdInHub(),
                wanted.attempt(),
                nextRun,
                stored.deadline(),
                lease,
                wanted.failure(),
                stored.createdAt(),
                finishedAt);
    }

    private void put(Operation operation) {
        operations.put(InMemoryTable.key(operation.scope(), operation.id()), operation);
    }

    /// As exact as the real store's.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
