package berth.hub.event;

import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget;
import berth.core.hub.event.EventTarget.Told;
import berth.core.hub.event.HubEvent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Events of one subscription that must be delivered one after the other: those of one device, or
/// all of them where the target takes batches. Used by one thread at a time.
final class Lane {
    /// So that what was delivered is written down before long.
    private static final int CALLS_MAX = 32;

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /// An event nobody will be told of any more.
    record Dead(HubEvent event, String reason) {}

    private final EventSubscription subscription;
    private final EventTarget target;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final DeliveryCounts counts;
    private final Deque<HubEvent> waiting = new ArrayDeque<>();
    private final List<Dead> dead = new ArrayList<>();

    /// Failed tries of the first event.
    private int attempts;

    private Instant notBefore = Instant.MIN;
    private String problem = "";

    Lane(
            EventSubscription subscription,
            EventTarget target,
            DeliverySettings settings,
            InstantSource clock,
            RandomGenerator random,
            DeliveryCounts counts) {
        this.subscription = subscription;
        this.target = target;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.counts = counts;
    }

    void add(HubEvent event) {
        waiting.add(event);
    }

    /// The events delivered or given up are no longer among these.
    int waiting() {
        return waiting.size();
    }

    boolean isDue(Instant now) {
        return !waiting.isEmpty() && !now.isBefore(notBefore);
    }

    Instant notBefore() {
        return notBefore;
    }

    /// The first event that is neither delivered nor written down as dead.
    Optional<HubEvent> first() {
        return Stream.concat(dead.stream().map(Dead::event), waiting.stream().limit(1))
                .min(Comparator.comparingLong(HubEvent::sequence));
    }

    boolean isEmpty() {
        return waiting.isEmpty() && dead.isEmpty();
    }

    /// What stands in the way of the first event, empty if nothing does.
    String problem() {
        return problem;
    }

    /// Those to be written down, in order. To be followed by [#buried].
    List<Dead> dead() {
        return List.copyOf(dead);
    }

    /// The first of [#dead] is written down.
    void buried() {
        dead.removeFirst();
    }

    /// Tells the target until it has had everything, or does not want more now.
    void run() {
        for (int calls = 0; calls < CALLS_MAX && !waiting.isEmpty(); calls++) {
            var events = waiting.stream().limit(target.batchMax()).toList();
            switch (tell(events)) {
                case Told.Taken _ -> taken(events.size());
                case Told.Never(long sequence, String reason) -> never(sequence, reason);
                case Told.Again(Duration wanted, String reason) -> {
                    if (!again(wanted, reason)) {
                        return;
                    }
                }
            }
        }
    }

    private Told tell(List<HubEvent> events) {
        try {
            var told = target.tell(subscription, events);
            if (told instanceof Told.Never(long sequence, _)
                    && events.stream().noneMatch(event -> event.sequence() == sequence)) {
                throw new IllegalStateException("refused an event it was not told of");
            }
            return told;
        } catch (RuntimeException e) {
            // A bug of the target's: the event must neither be lost nor stop the others.
            LOG.error("subscription {}: telling failed unexpectedly", subscription.name(), e);
            return Told.Again.soon("unexpected: " + e.getClass().getSimpleName());
        }
    }

    private void taken(int count) {
        for (int i = 0; i < count; i++) {
            waiting.remove();
        }
        counts.delivered(count);
        if (!problem.isEmpty()) {
            LOG.info("subscription {} takes events again", subscription.name());
        }
        next();
    }

    private void next() {
        attempts = 0;
        problem = "";
        notBefore = Instant.MIN;
    }

    private void never(long sequence, String reason) {
        waiting.stream()
                .filter(event -> event.sequence() == sequence)
                .findFirst()
                .ifPresent(event -> giveUp(event, reason));
    }

    private void giveUp(HubEvent event, String reason) {
        boolean wasFirst = event.equals(waiting.peek());
        waiting.remove(event);
        dead.add(new Dead(event, reason));
        counts.dead();
        LOG.warn(
                "subscription {}: event {} of {} given up: {}",
                subscription.name(),
                event.sequence(),
                event.client(),
                reason);
        if (wasFirst) {
            next();
        }
    }

    /// @return whether to go on with the next event at once
    private boolean again(Duration wanted, String reason) {
        counts.failed();
        var now = clock.instant();
        var first = waiting.getFirst();
        attempts++;
        boolean old = now.isAfter(first.at().plus(settings.ageMax()));
        if (attempts >= settings.attemptsMax() || old) {
            giveUp(first, "after %d tries: %s".formatted(attempts, reason));
            return true;
        }
        if (problem.isEmpty()) {
            LOG.warn("subscription {}: {}; trying again", subscription.name(), reason);
        }
        problem = reason;
        var wait = settings.backoff().delay(attempts - 1, random.nextDouble());
        notBefore = now.plus(wait.compareTo(wanted) < 0 ? wanted : wait);
        return false;
    }
}
