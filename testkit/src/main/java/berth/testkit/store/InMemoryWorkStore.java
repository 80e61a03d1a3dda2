package berth.testkit.store;

import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;
import berth.core.change.Page;
import berth.core.id.IdScope;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A queue of work items in memory, leases by the given clock. Any thread.
public final class InMemoryWorkStore implements WorkStore {
    private record Held(WorkEntry entry, String owner, Instant leaseUntil) {}

    private final InstantSource clock;
    private final AuditLog audit;
    private final Failures failures = new Failures();
    private final Map<WorkItem.Name, Held> items = new LinkedHashMap<>();

    public InMemoryWorkStore(InstantSource clock, AuditLog audit) {
        this.clock = clock;
        this.audit = audit;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// Part of another store's transaction.
    public synchronized void put(WorkItem item) {
        var before = items.get(item.name());
        long epoch = before == null ? 0 : before.entry().epoch() + 1;
        hold(new WorkEntry(item, WorkEntry.State.OPEN, 0, epoch, "", now(), null), Instant.EPOCH);
    }

    /// Part of another store's transaction.
    public synchronized boolean close(WorkItem.Name name, String reason) {
        var held = items.get(name);
        if (held == null || held.entry().state() == WorkEntry.State.DONE) {
            return false;
        }
        var entry = held.entry();
        hold(
                new WorkEntry(
                        entry.item(),
                        WorkEntry.State.DONE,
                        entry.attempt(),
                        entry.epoch() + 1,
                        reason,
                        entry.createdAt(),
                        now()),
                Instant.EPOCH);
        return true;
    }

    /// Every item, oldest first.
    public synchronized List<WorkEntry> all() {
        return items.values().stream().map(Held::entry).toList();
    }

    @Override
    public synchronized Claimed claim(String owner, Duration lease, int limit) {
        failures.happen();
        var now = now();
        var due =
                items.values().stream()
                        .filter(held -> held.entry().state() == WorkEntry.State.OPEN)
                        .filter(held -> held.entry().item().kind().automatic())
                        .filter(held -> !held.entry().item().notBefore().isAfter(now))
                        .filter(held -> !held.leaseUntil().isAfter(now))
                        .map(Held::entry)
                        .sorted(Comparator.comparing(entry -> entry.item().notBefore()))
                        .limit(limit)
                        .map(InMemoryWorkStore::claimed)
                        .toList();
        due.forEach(
                entry -> items.put(entry.item().name(), new Held(entry, owner, now.plus(lease))));
        return new Claimed(due, now);
    }

    private static WorkEntry claimed(WorkEntry entry) {
        return new WorkEntry(
                entry.item(),
                entry.state(),
                entry.attempt(),
                entry.epoch() + 1,
                entry.reason(),
                entry.createdAt(),
                entry.finishedAt());
    }

    @Override
    public synchronized boolean finish(WorkEntry entry, WorkStep step) {
        failures.happen();
        var held = items.get(entry.item().name());
        if (held == null
                || held.entry().state() != WorkEntry.State.OPEN
                || held.entry().epoch() != entry.epoch()) {
            return false;
        }
        switch (step) {
            case WorkStep.Done(var reason, var next, var event) -> {
                audit.append(event);
                hold(ended(held.entry(), WorkEntry.State.DONE, reason), Instant.EPOCH);
                next.forEach(this::put);
            }
            case WorkStep.Again(var reason, var delay, var counts) ->
                    hold(again(held.entry(), reason, delay, counts), Instant.EPOCH);
            case WorkStep.Dead(var reason, var event) -> {
                audit.append(event);
                hold(ended(held.entry(), WorkEntry.State.DEAD, reason), Instant.EPOCH);
            }
        }
        return true;
    }

    private WorkEntry ended(WorkEntry entry, WorkEntry.State state, String reason) {
        return new WorkEntry(
                entry.item(),
                state,
                entry.attempt() + 1,
                entry.epoch(),
                reason,
                entry.createdAt(),
                now());
    }

    private WorkEntry again(WorkEntry entry, String reason, Duration delay, boolean counts) {
        return new WorkEntry(
                due(entry.item(), now().plus(delay)),
                WorkEntry.State.OPEN,
                entry.attempt() + (counts ? 1 : 0),
                entry.epoch(),
                reason,
                entry.createdAt(),
                null);
    }

    private static WorkItem due(WorkItem item, Instant notBefore) {
        return new WorkItem(item.scope(), item.kind(), item.key(), item.detail(), notBefore);
    }

    @Override
    public synchronized Page<WorkEntry> entries(
            IdScope scope, WorkEntry.State state, Page.Request page) {
        failures.happen();
        var matching =
                items.values().stream()
                        .map(Held::entry)
                        .filter(entry -> entry.item().scope().equals(scope))
                        .filter(entry -> entry.state() == state)
                        .filter(entry -> place(entry).compareTo(page.after()) > 0)
                        .sorted(Comparator.comparing(InMemoryWorkStore::place))
                        .limit(page.limit() + 1L)
                        .toList();
        if (matching.size() <= page.limit()) {
            return new Page<>(matching, null);
        }
        var shown = matching.subList(0, page.limit());
        return new Page<>(shown, place(shown.getLast()));
    }

    private static String place(WorkEntry entry) {
        return entry.item().kind() + "/" + entry.item().key();
    }

    @Override
    public synchronized boolean settle(WorkItem.Name item, Word word, AuditEvent event) {
        failures.happen();
        var held = items.get(item);
        boolean settled =
                switch (word) {
                    case REPLAY -> held != null && held.entry().state() == WorkEntry.State.DEAD;
                    case DISCARD -> close(item, "discarded");
                };
        if (!settled || held == null) {
            return false;
        }
        audit.append(event);
        if (word == Word.REPLAY) {
            put(due(held.entry().item(), now()));
        }
        return true;
    }

    synchronized int releaseLeases(Predicate<String> owners) {
        var held =
                items.values().stream()
                        .filter(one -> one.leaseUntil().isAfter(Instant.EPOCH))
                        .filter(one -> owners.test(one.owner()))
                        .toList();
        held.forEach(one -> hold(one.entry(), Instant.EPOCH));
        return held.size();
    }

    /// The entry as it stands, or null.
    public synchronized @Nullable WorkEntry entry(WorkItem.Name name) {
        var held = items.get(name);
        return held == null ? null : held.entry();
    }

    private void hold(WorkEntry entry, Instant leaseUntil) {
        items.put(entry.item().name(), new Held(entry, "", leaseUntil));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
