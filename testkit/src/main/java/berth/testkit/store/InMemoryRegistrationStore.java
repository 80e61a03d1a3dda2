package berth.testkit.store;

import berth.core.audit.AuditLog;
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
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Registrations and operations in memory, leases by the given clock. Any thread.
public final class InMemoryRegistrationStore implements RegistrationStore {
    private final InstantSource clock;
    private final AuditLog audit;
    private final Failures failures = new Failures();
    private final InMemoryTable<Registration> registrations = new InMemoryTable<>();
    private final InMemoryTable<Operation> operations = new InMemoryTable<>();
    private final InMemoryTable<Removed> removed = new InMemoryTable<>();
    private final InMemoryWorkStore work;
    private final InMemoryUsageStore usage = new InMemoryUsageStore();
    private int turn;

    public InMemoryRegistrationStore(InstantSource clock, AuditLog audit) {
        this.clock = clock;
        this.audit = audit;
        this.work = new InMemoryWorkStore(clock, audit);
    }

    /// The queue that this store's transactions put their follow-up work into.
    public InMemoryWorkStore work() {
        return work;
    }

    public InMemoryUsageStore usage() {
        return usage;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// Every registration.
    public synchronized List<Registration> registrations() {
        return registrations.all();
    }

    /// Every operation.
    public synchronized List<Operation> operations() {
        return operations.all();
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
        return switch (rule.apply(current(scope, id))) {
            case Admission.Decision.Join(var running, var event) -> {
                if (event != null) {
                    audit.append(event);
                }
                yield new Admission.Result.Joined(running);
            }
            case Admission.Decision.Repeat(var operationId) ->
                    new Admission.Result.Joined(
                            operations.find(InMemoryTable.key(scope, operationId)).orElseThrow());
            case Admission.Decision.Open(var registration, var operation, var kind, var event) -> {
                audit.append(event);
                registrations.put(key, registration);
                removed.remove(key);
                usage.count(scope, now(), kind);
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
                inTurns(now)
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
        step.work().forEach(work::put);
        step.settled().forEach(name -> work.close(name, "settled by " + before.id()));
        return true;
    }

    /// The first of each scope, then the second of each, and so on.
    private Stream<Operation> inTurns(Instant now) {
        var byScope = new TreeMap<String, List<Operation>>();
        operations.all().stream()
                .filter(operation -> !operation.state().isFinal())
                .filter(operation -> !operation.nextRun().isAfter(now))
                .filter(operation -> !operation.lease().until().isAfter(now))
                .sorted(Comparator.comparing(Operation::nextRun))
                .forEach(
                        operation ->
                                byScope.computeIfAbsent(
                                                operation.scope().value(), _ -> new ArrayList<>())
                                        .add(operation));
        var queues = new ArrayList<>(byScope.values());
        Collections.rotate(queues, -Math.floorMod(turn++, queues.size() + 1));
        int longest = queues.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, longest)
                .boxed()
                .flatMap(
                        place ->
                                queues.stream()
                                        .filter(queue -> queue.size() > place)
                                        .map(queue -> queue.get(place)));
    }

    @Override
    public synchronized <A> A changeRegistration(
            IdScope scope, RegistrationId id, Function<Current, RegistrationChange<A>> rule) {
        failures.happen();
        var key = InMemoryTable.key(scope, id);
        var current = current(scope, id);
        var change = rule.apply(current);
        switch (change) {
            case RegistrationChange.Leave<A> _ -> {}
            case RegistrationChange.Write<A>(
                            _,
                            var row,
                            var ended,
                            var items,
                            var settled,
                            var event) -> {
                existing(current);
                audit.append(event);
                registrations.put(key, row);
                if (ended != null && current.running() != null) {
                    put(next(current.running(), ended, Duration.ZERO));
                }
                items.forEach(work::put);
                settled.forEach(name -> work.close(name, "settled with " + row.registrationId()));
            }
            case RegistrationChange.Remove<A>(_, var items, var event) -> {
                var row = existing(current);
                audit.append(event);
                registrations.remove(key);
                var place = row.place() == null ? row.leftBehind() : row.place();
                removed.put(key, new Removed(row.generation(), place));
                if (current.running() != null) {
                    cancel(current.running());
                }
                items.forEach(work::put);
            }
        }
        return change.answer();
    }

    private static Registration existing(Current current) {
        var row = current.registration();
        if (row == null) {
            throw new IllegalStateException("there is no registration");
        }
        return row;
    }

    private Current current(IdScope scope, RegistrationId id) {
        var key = InMemoryTable.key(scope, id);
        var row = registrations.find(key).orElse(null);
        return new Current(
                row,
                running(scope, id).orElse(null),
                row == null ? removed.find(key).orElse(null) : null,
                now());
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
        return releaseLeases(_ -> true);
    }

    @Override
    public synchronized Map<IdScope, Integer> running() {
        failures.happen();
        return operations.all().stream()
                .filter(operation -> !operation.state().isFinal())
                .collect(Collectors.toMap(Operation::scope, _ -> 1, Integer::sum));
    }

    @Override
    public synchronized int releaseLeases(String owner) {
        return releaseLeases(owner::equals);
    }

    private int releaseLeases(Predicate<String> owners) {
        failures.happen();
        var held =
                operations.all().stream()
                        .filter(operation -> !operation.state().isFinal())
                        .filter(operation -> operation.lease().until().isAfter(Instant.EPOCH))
                        .filter(operation -> owners.test(operation.lease().owner()))
                        .toList();
        held.forEach(operation -> put(withLease(operation, free(operation.lease()))));
        return held.size() + work.releaseLeases(owners);
    }

    private Optional<Operation> running(IdScope scope, RegistrationId id) {
        return operations.of(scope).stream()
                .filter(operation -> operation.registrationId().equals(id))
                .filter(operation -> !operation.state().isFinal())
                .findFirst();
    }

    private void cancel(Operation running) {
        var ended = running.progress().endedAs(OperationState.CANCELLED, now());
        put(next(running, running.with(ended), Duration.ZERO));
    }

    /// What was settled at admission stays, and so do plan and captured twin.
    private Operation next(Operation stored, Operation wanted, Duration delay) {
        var progress = wanted.progress();
        boolean isFinal = progress.state().isFinal();
        var lease =
                isFinal || delay.isPositive()
                        ? free(stored.lease())
                        : new Lease(
                                stored.lease().owner(),
                                now().plus(Lease.DURATION),
                                stored.lease().epoch());
        var finishedAt = progress.finishedAt() == null ? now() : progress.finishedAt();
        return new Operation(
                stored.intake(),
                new Operation.Progress(
                        progress.state(),
                        stored.plan() == null ? progress.plan() : stored.plan(),
                        progress.target(),
                        stored.progress().captured() == null
                                ? progress.captured()
                                : stored.progress().captured(),
                        progress.createdInHub(),
                        progress.attempt(),
                        progress.failure(),
                        isFinal ? finishedAt : null),
                now().plus(delay),
                lease);
    }

    private static Operation withLease(Operation operation, Lease lease) {
        return new Operation(operation.intake(), operation.progress(), operation.nextRun(), lease);
    }

    private static Lease free(Lease lease) {
        return new Lease(lease.owner(), Instant.EPOCH, lease.epoch());
    }

    private void put(Operation operation) {
        operations.put(InMemoryTable.key(operation.scope(), operation.id()), operation);
    }

    /// As exact as the real store's.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
