package berth.testkit.store;

import berth.core.hub.message.Feedback;
import berth.core.hub.message.FeedbackQueue;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Feedback in memory. Any thread.
public final class InMemoryFeedbackQueue implements FeedbackQueue {
    private record Entry(
            HubHostName hub, Feedback feedback, @Nullable UUID lock, Instant lockedUntil) {
        Entry locked(@Nullable UUID by, Instant until) {
            return new Entry(hub, feedback, by, until);
        }
    }

    private final InstantSource clock;
    private final Failures failures = new Failures();
    private final List<Entry> entries = new ArrayList<>();

    public InMemoryFeedbackQueue(InstantSource clock) {
        this.clock = clock;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// All there is of a hub, locked or not, to judge a scene.
    public synchronized List<Feedback> all(HubHostName hub) {
        return entries.stream()
                .filter(entry -> entry.hub().equals(hub))
                .map(Entry::feedback)
                .toList();
    }

    synchronized void add(HubHostName hub, Feedback feedback) {
        entries.add(new Entry(hub, feedback, null, Instant.MIN));
    }

    synchronized void removeAll(HubHostName hub) {
        entries.removeIf(entry -> entry.hub().equals(hub));
    }

    @Override
    public synchronized Optional<Batch> lock(HubHostName hub, int limit, Duration lockTime) {
        failures.happen();
        if (limit < 1 || limit > 64) {
            throw new IllegalArgumentException("1 to 64 records, not " + limit);
        }
        var lock = UUID.randomUUID();
        var now = clock.instant();
        var records = new ArrayList<Feedback>();
        for (int i = 0; i < entries.size() && records.size() < limit; i++) {
            var entry = entries.get(i);
            if (entry.hub().equals(hub) && !entry.lockedUntil().isAfter(now)) {
                entries.set(i, entry.locked(lock, now.plus(lockTime)));
                records.add(entry.feedback());
            }
        }
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(new Batch(lock, records, records.getFirst().at()));
    }

    @Override
    public synchronized boolean complete(HubHostName hub, UUID lock) {
        failures.happen();
        return settle(hub, lock, _ -> Optional.empty());
    }

    @Override
    public synchronized boolean abandon(HubHostName hub, UUID lock) {
        failures.happen();
        return settle(hub, lock, entry -> Optional.of(entry.locked(null, Instant.MIN)));
    }

    private boolean settle(HubHostName hub, UUID lock, Function<Entry, Optional<Entry>> change) {
        var now = clock.instant();
        boolean found = false;
        for (var entry : List.copyOf(entries)) {
            if (entry.hub().equals(hub)
                    && lock.equals(entry.lock())
                    && entry.lockedUntil().isAfter(now)) {
                found = true;
                int at = entries.indexOf(entry);
                change.apply(entry)
                        .ifPresentOrElse(left -> entries.set(at, left), () -> entries.remove(at));
            }
        }
        return found;
    }

    @Override
    public synchronized int forget(Duration age, int limit) {
        failures.happen();
        var due = clock.instant().minus(age);
        var old =
                entries.stream()
                        .filter(entry -> !entry.feedback().at().isAfter(due))
                        .limit(limit)
                        .toList();
        entries.removeAll(old);
        return old.size();
    }
}
