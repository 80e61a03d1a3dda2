package berth.hub.event;

import berth.core.hub.event.EventOutbox;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget;
import berth.core.hub.event.HubEvent;
import berth.core.hub.event.SubscriptionStore;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/// Delivers the events of one hub to one subscription.
///
/// Events are read ahead, at most a window of them, and wait in lanes. The cursor in the store
/// stays before the first event that is neither delivered nor written down as dead: whatever
/// happens in between, a new run finds everything that was not delivered, and tells some of the
/// rest again.
///
/// [#step] is called by one thread; it throws what the store throws, and may then be called again.
final class SubscriptionRun {
    private static final int READ_MAX = 500;
    private static final int READS_MAX = 10;
    private static final String EVERYBODY = "";

    private final EventOutbox outbox;
    private final SubscriptionStore subscriptions;
    private final HubHostName hub;
    private final EventSubscription subscription;
    private final EventTarget target;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final DeliveryCounts counts;
    private final Map<String, Lane> lanes = new HashMap<>();

    /// As the store has it; null until we know.
    private @Nullable Long cursor;

    /// Everything up to here has been read.
    private long readTo;

    private volatile DeliveryReport report;

    SubscriptionRun(
            EventOutbox outbox,
            SubscriptionStore subscriptions,
            HubHostName hub,
            EventSubscription subscription,
            EventTarget target,
            DeliverySettings settings,
            InstantSource clock,
            RandomGenerator random,
            DeliveryCounts counts) {
        this.outbox = outbox;
        this.subscriptions = subscriptions;
        this.hub = hub;
        this.subscription = subscription;
        this.target = target;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.counts = counts;
        this.report = new DeliveryReport(hub, subscription.name(), EventOutbox.BEGINNING, 0, "");
    }

    EventSubscription subscription() {
        return subscription;
    }

    DeliveryReport report() {
        return report;
    }

    /// Reads what is new, tells what is due, writes down what came of it.
    ///
    /// @return how long nothing will be due; the idle time at most
    Duration step() {
        var known = cursor;
        if (known == null) {
            var stored = subscriptions.cursor(hub, subscription.name());
            if (stored.isEmpty()) {
                return settings.idle();
            }
            known = stored.get();
            cursor = known;
            readTo = known;
        }
        boolean more = read();
        tell();
        bury();
        moveCursor(known);
        report = reported();
        return more ? Duration.ZERO : pause();
    }

    /// @return whether there may be more that there is room for
    private boolean read() {
        for (int reads = 0; reads < READS_MAX; reads++) {
            int room = Math.min(READ_MAX, settings.windowMax() - waiting());
            if (room <= 0) {
                return false;
            }
            var events = outbox.read(hub, readTo, room);
            for (var event : events) {
                if (subscription.kinds().contains(event.kind())) {
                    lanes.computeIfAbsent(key(event), _ -> lane()).add(event);
                }
                readTo = event.sequence();
            }
            if (events.size() < room) {
                return false;
            }
        }
        return true;
    }

    private String key(HubEvent event) {
        return target.batchMax() > 1 ? EVERYBODY : event.client().deviceId().value();
    }

    private Lane lane() {
        return new Lane(subscription, target, settings, clock, random, counts);
    }

    private void tell() {
        var now = clock.instant();
        var due = lanes.values().stream().filter(lane -> lane.isDue(now)).toList();
        if (due.size() == 1) {
            due.getFirst().run();
        } else if (due.size() > 1) {
            together(due);
        }
    }

    private void together(List<Lane> due) {
        var places = new Semaphore(settings.callsMax());
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var lane : due) {
                workers.execute(
                        () -> {
                            places.acquireUninterruptibly();
                            try {
                                lane.run();
                            } finally {
                                places.release();
                            }
                        });
            }
        }
    }

    private void bury() {
        for (var lane : lanes.values()) {
            for (var dead : lane.dead()) {
                subscriptions.deadLetter(
                        hub,
                        subscription.name(),
                        dead.event(),
                        dead.reason(),
                        settings.deadKeptMax());
                lane.buried();
            }
        }
        lanes.values().removeIf(Lane::isEmpty);
    }

    private void moveCursor(long from) {
        long to = firstUndone().isPresent() ? firstUndone().getAsLong() - 1 : readTo;
        if (to > from) {
            subscriptions.moveCursor(hub, subscription.name(), to);
            cursor = to;
        }
    }

    private OptionalLong firstUndone() {
        return lanes.values().stream()
                .flatMap(lane -> lane.first().stream())
                .mapToLong(HubEvent::sequence)
                .min();
    }

    private int waiting() {
        return lanes.values().stream().mapToInt(Lane::waiting).sum();
    }

    /// Until the first lane is due; at once if one still is.
    private Duration pause() {
        var now = clock.instant();
        var next =
                lanes.values().stream()
                        .filter(lane -> lane.waiting() > 0)
                        .map(Lane::notBefore)
                        .min(Instant::compareTo);
        if (next.isEmpty()) {
            return settings.idle();
        }
        if (!next.get().isAfter(now)) {
            return Duration.ZERO;
        }
        var left = Duration.between(now, next.get());
        return left.compareTo(settings.idle()) < 0 ? left : settings.idle();
    }

    private DeliveryReport reported() {
        var problem =
                lanes.values().stream()
                        .map(Lane::problem)
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse("");
        var at = cursor == null ? EventOutbox.BEGINNING : cursor;
        return new DeliveryReport(hub, subscription.name(), at, waiting(), problem);
    }
}
