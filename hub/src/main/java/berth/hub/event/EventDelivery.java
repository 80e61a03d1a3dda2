package berth.hub.event;

import berth.core.hub.event.EventOutbox;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.SubscriptionStore;
import berth.core.id.HubHostName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Keeps one courier for each subscription of each hub, and none for those that are gone.
///
/// One thread looks after the subscriptions, each courier has a thread of its own: a target that
/// does not answer holds nobody else. Only one node of a house may run this at a time: two would
/// tell everything twice and in two orders.
public final class EventDelivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);
    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(15);

    private record Key(HubHostName hub, String name) {}

    private final Supplier<List<HubHostName>> hubs;
    private final EventOutbox outbox;
    private final SubscriptionStore subscriptions;
    private final EventTargets targets;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final DeliveryCounts counts = new DeliveryCounts();

    /// Changed by the supervisor's thread alone.
    private final Map<Key, Courier> couriers = new ConcurrentHashMap<>();

    private final Pacer pacer = new Pacer();
    private final Thread supervisor =
            Thread.ofPlatform().daemon().name("event-delivery").unstarted(this::supervise);

    /// @param hubs those there are
    /// @param random safe to be used by many threads
    public EventDelivery(
            Supplier<List<HubHostName>> hubs,
            EventOutbox outbox,
            SubscriptionStore subscriptions,
            EventTargets targets,
            DeliverySettings settings,
            InstantSource clock,
            RandomGenerator random) {
        this.hubs = hubs;
        this.outbox = outbox;
        this.subscriptions = subscriptions;
        this.targets = targets;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    public void start() {
        supervisor.start();
    }

    public DeliveryCounts counts() {
        return counts;
    }

    /// How each subscription is doing.
    public List<DeliveryReport> reports() {
        return couriers.values().stream().map(Courier::report).toList();
    }

    /// Something happened or a subscription has changed: do not wait for the next look.
    public void wake() {
        pacer.wake();
        couriers.values().forEach(Courier::wake);
    }

    /// Forgets what every subscription has been told and is older than `age`.
    ///
    /// @param limit of each hub
    /// @return how many events are gone
    public int forget(Duration age, int limit) {
        int forgotten = 0;
        for (var hub : hubs.get()) {
            forgotten += outbox.forget(hub, age, limit);
        }
        return forgotten;
    }

    private void supervise() {
        while (!pacer.isStopped()) {
            try {
                look();
            } catch (RuntimeException e) {
                // The store is away or a bug: either way the next round is the same as a restart.
                LOG.warn("event subscriptions could not be read; trying again", e);
            }
            pacer.pause(settings.look());
        }
    }

    private void look() {
        var wanted = new HashMap<Key, EventSubscription>();
        for (var hub : hubs.get()) {
            for (var subscription : subscriptions.subscriptions(hub)) {
                wanted.put(new Key(hub, subscription.name()), subscription);
            }
        }
        // One that was changed starts anew from its cursor, after the old one has ended.
        for (var key : new HashSet<>(couriers.keySet())) {
            var courier = couriers.get(key);
            if (courier != null && !courier.serves(wanted.get(key)) && courier.ended()) {
                couriers.remove(key);
            }
        }
        wanted.forEach(
                (key, subscription) -> couriers.computeIfAbsent(key, _ -> hire(key, subscription)));
    }

    private Courier hire(Key key, EventSubscription subscription) {
        var run =
                new SubscriptionRun(
                        outbox,
                        subscriptions,
                        key.hub(),
                        subscription,
                        targets.of(subscription.target()),
                        settings,
                        clock,
                        random,
                        counts);
        return Courier.start(run, settings.idle());
    }

    /// Ends all couriers at their next step. What they had not written down is told again after the
    /// next start.
    @Override
    public void close() {
        pacer.stop();
        try {
            supervisor.join(SHUTDOWN_PATIENCE);
            couriers.values().forEach(Courier::stop);
            for (var courier : couriers.values()) {
                courier.join(SHUTDOWN_PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
