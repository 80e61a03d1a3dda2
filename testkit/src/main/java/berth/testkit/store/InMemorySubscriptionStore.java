package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.HubEvent;
import berth.core.hub.event.MaskedKey;
import berth.core.hub.event.SubscriptionStore;
import berth.core.id.HubHostName;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Subscriptions in memory, locked by their outbox. Any thread.
public final class InMemorySubscriptionStore implements SubscriptionStore {
    private final AuditLog audit;
    private final InMemoryEventOutbox outbox;
    private final Failures failures = new Failures();
    private final InMemoryTable<EventSubscription> subscriptions = new InMemoryTable<>();
    private final Map<String, Long> cursors = new HashMap<>();
    private final Map<String, List<DeadEvent>> dead = new HashMap<>();

    public InMemorySubscriptionStore(AuditLog audit, InMemoryEventOutbox outbox) {
        this.audit = audit;
        this.outbox = outbox;
        outbox.keepFor(this::slowest);
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    private long slowest(HubHostName hub) {
        return subscriptions.of(hub).stream()
                .mapToLong(row -> cursors.get(InMemoryTable.key(hub, row.name())))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public List<EventSubscription> subscriptions(HubHostName hub) {
        failures.happen();
        synchronized (outbox) {
            return subscriptions.of(hub);
        }
    }

    @Override
    public <A> A changeSubscription(
            HubHostName hub,
            String name,
            Function<Optional<EventSubscription>, Change<EventSubscription, A>> decision) {
        failures.happen();
        synchronized (outbox) {
            var key = InMemoryTable.key(hub, name);
            var before = subscriptions.find(key);
            var answer =
                    subscriptions.change(
                            key, audit, row -> MaskedKey.kept(name, row, decision.apply(row)));
            if (subscriptions.find(key).isEmpty()) {
                cursors.remove(key);
                dead.remove(key);
            } else if (before.isEmpty()) {
                cursors.put(key, outbox.last(hub));
            }
            return answer;
        }
    }

    @Override
    public Optional<Long> cursor(HubHostName hub, String name) {
        failures.happen();
        synchronized (outbox) {
            return Optional.ofNullable(cursors.get(InMemoryTable.key(hub, name)));
        }
    }

    @Override
    public void moveCursor(HubHostName hub, String name, long sequence) {
        failures.happen();
        synchronized (outbox) {
            cursors.computeIfPresent(
                    InMemoryTable.key(hub, name), (_, was) -> Math.max(was, sequence));
        }
    }

    @Override
    public void deadLetter(
            HubHostName hub, String name, HubEvent event, String reason, int keptMax) {
        failures.happen();
        synchronized (outbox) {
            var key = InMemoryTable.key(hub, name);
            if (subscriptions.find(key).isEmpty()) {
                return;
            }
            var kept = dead.computeIfAbsent(key, _ -> new ArrayList<>());
            kept.removeIf(old -> old.event().sequence() == event.sequence());
            kept.addFirst(new DeadEvent(event, reason));
            kept.sort((a, b) -> Long.compare(b.event().sequence(), a.event().sequence()));
            if (kept.size() > keptMax) {
                kept.subList(keptMax, kept.size()).clear();
            }
        }
    }

    @Override
    public List<DeadEvent> deadLetters(HubHostName hub, String name, int limit) {
        failures.happen();
        synchronized (outbox) {
            return dead.getOrDefault(InMemoryTable.key(hub, name), List.of()).stream()
                    .limit(limit)
                    .toList();
        }
    }
}
