package berth.testkit.store;

import berth.core.hub.event.EventDraft;
import berth.core.hub.event.EventOutbox;
import berth.core.hub.event.HubEvent;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Events in memory. Any thread.
public final class InMemoryEventOutbox implements EventOutbox {
    private static final class Events {
        private final List<HubEvent> waiting = new ArrayList<>();
        private long last = BEGINNING;
        private Instant lastAt = Instant.MIN;
    }

    private final InstantSource clock;
    private final Failures failures = new Failures();
    private final Map<HubHostName, Events> hubs = new HashMap<>();
    private ToLongFunction<HubHostName> waitedFor = _ -> Long.MAX_VALUE;

    public InMemoryEventOutbox(InstantSource clock) {
        this.clock = clock;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// What a store does in the transaction of the change. Answers the sequence of the last one.
    public synchronized long append(HubHostName hub, List<EventDraft> drafts) {
        var events = events(hub);
        var now = clock.instant();
        events.lastAt = now.isAfter(events.lastAt) ? now : events.lastAt;
        for (var draft : drafts) {
            events.waiting.add(draft.placed(hub, ++events.last, events.lastAt));
        }
        return events.last;
    }

    /// All there are, to judge a scene.
    public synchronized List<HubEvent> all(HubHostName hub) {
        return List.copyOf(events(hub).waiting);
    }

    /// Tells how far the slowest subscription of a hub has come. Called under this object's lock.
    synchronized void keepFor(ToLongFunction<HubHostName> slowest) {
        waitedFor = slowest;
    }

    synchronized void removeAll(HubHostName hub) {
        events(hub).waiting.clear();
    }

    @Override
    public synchronized List<HubEvent> read(HubHostName hub, long after, int limit) {
        failures.happen();
        Bounds.limit(limit);
        return events(hub).waiting.stream()
                .filter(event -> event.sequence() > after)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized long last(HubHostName hub) {
        failures.happen();
        return events(hub).last;
    }

    @Override
    public synchronized int forget(HubHostName hub, Duration age, int limit) {
        failures.happen();
        var due = clock.instant().minus(age);
        long done = waitedFor.applyAsLong(hub);
        var waiting = events(hub).waiting;
        int count = 0;
        while (count < limit
                && count < waiting.size()
                && !waiting.get(count).at().isAfter(due)
                && waiting.get(count).sequence() <= done) {
            count++;
        }
        waiting.subList(0, count).clear();
        return count;
    }

    private Events events(HubHostName hub) {
        return hubs.computeIfAbsent(hub, _ -> new Events());
    }
}
