package berth.hub.event;

import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.event.EventDraft;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventSubscription.Target;
import berth.core.hub.event.EventTarget;
import berth.core.hub.event.HubEvent;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.resilience.Backoff;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryEventOutbox;
import berth.testkit.store.InMemorySubscriptionStore;
import berth.testkit.store.MovableClock;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A hub in which things happen, and who wants to be told.
final class EventScene {
    static final HubHostName HUB = new HubHostName("hub1.example.com");
    static final DeliverySettings SETTINGS =
            new DeliverySettings(
                    new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)),
                    5,
                    Duration.ofHours(24),
                    16,
                    4,
                    100,
                    Duration.ofMillis(100),
                    Duration.ofMillis(50));

    final MovableClock clock = new MovableClock(Instant.parse("2030-01-07T08:00:00Z"));
    final InMemoryEventOutbox outbox = new InMemoryEventOutbox(clock);
    final InMemorySubscriptionStore subscriptions =
            new InMemorySubscriptionStore(new InMemoryAuditLog(), outbox);
    final DeliveryCounts counts = new DeliveryCounts();

    /// Subscribes to every kind.
    EventSubscription subscribe(String name) {
        return subscribe(name, EnumSet.allOf(HubEvent.Kind.class), new Target.Kafka("events"));
    }

    EventSubscription subscribe(String name, Set<HubEvent.Kind> kinds, Target target) {
        var subscription = new EventSubscription(name, kinds, target);
        subscriptions.changeSubscription(
                HUB, name, _ -> new Change.Put<>(subscription, true, audit()));
        return subscription;
    }

    void unsubscribe(String name) {
        subscriptions.changeSubscription(HUB, name, _ -> new Change.Remove<>(true, audit()));
    }

    private AuditEvent audit() {
        return new AuditEvent(clock.instant(), "hub1", "test", "", "test", "", "", "");
    }

    /// Something happens to a device.
    ///
    /// @return its sequence
    long happen(String device, HubEvent.Kind kind) {
        var client = HubClient.device(new DeviceId(device));
        return outbox.append(HUB, List.of(new EventDraft(client, kind, JsonObject.EMPTY)));
    }

    long happen(String device) {
        return happen(device, HubEvent.Kind.CONNECTED);
    }

    /// A run that waits exactly as long as the back-off allows at most.
    SubscriptionRun run(EventSubscription subscription, EventTarget target) {
        return new SubscriptionRun(
                outbox,
                subscriptions,
                HUB,
                subscription,
                target,
                SETTINGS,
                clock,
                new Random(1) {
                    @Override
                    public double nextDouble() {
                        return 1;
                    }
                },
                counts);
    }

    long cursor(String name) {
        return subscriptions.cursor(HUB, name).orElseThrow();
    }

    List<Long> dead(String name) {
        return subscriptions.deadLetters(HUB, name, 100).stream()
                .map(dead -> dead.event().sequence())
                .toList();
    }

    static StoreUnavailable storeGone() {
        return new StoreUnavailable("anything", true, new IOException("connection refused"));
    }
}
