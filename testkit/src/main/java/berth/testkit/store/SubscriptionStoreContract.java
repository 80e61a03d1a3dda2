package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.change.Change;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventSubscription.Target;
import berth.core.hub.event.HubEvent;
import berth.core.hub.event.SubscriptionStore;
import berth.core.hub.event.SubscriptionStore.DeadEvent;
import berth.core.id.HubHostName;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What every [SubscriptionStore] keeps. Events come from connections beside it.
public abstract class SubscriptionStoreContract {
    private static final URI URL = URI.create("https://assets.example/berth?x=1");
    private static final Secret KEY = Secret.of((byte) 1, (byte) 2, (byte) 3, (byte) 4);

    private final HubHostName hub = Samples.freshHub();

    protected abstract HubHost host();

    private SubscriptionStore store() {
        return host().subscriptions();
    }

    private static EventSubscription subscription(String name, Target target) {
        return new EventSubscription(
                name, EnumSet.of(HubEvent.Kind.CREATED, HubEvent.Kind.TWIN_REPLACED), target);
    }

    private static EventSubscription toTelemetry(String name) {
        return subscription(name, new Target.TelemetryEndpoint());
    }

    private void put(EventSubscription subscription) {
        store().changeSubscription(
                        hub,
                        subscription.name(),
                        _ -> new Change.Put<>(subscription, true, Samples.event(hub, "put", "s")));
    }

    private void remove(String name) {
        store().changeSubscription(
                        hub,
                        name,
                        _ -> new Change.Remove<>(true, Samples.event(hub, "removed", "s")));
    }

    private HubEvent happens() {
        host().sessions().begin(hub, Messages.device("meter-7"), "node-1", false);
        return host().events().read(hub, host().events().last(hub) - 1, 1).getFirst();
    }

    @Test
    void subscriptionsComeBackInTheOrderOfTheirNames() {
        var all =
                List.of(
                        subscription("assets", new Target.Webhook(URL, KEY)),
                        subscription("broker", new Target.Kafka("hub.events")),
                        toTelemetry("log"));
        all.reversed().forEach(this::put);

        assertThat(store().subscriptions(hub)).isEqualTo(all);
        assertThat(store().subscriptions(Samples.freshHub())).isEmpty();
        remove("broker");
        assertThat(store().subscriptions(hub)).hasSize(2);
        assertThat(store().cursor(hub, "broker")).isEmpty();
        assertThat(host().auditLog().newest(hub.value(), "s", 10)).hasSize(4);
    }

    @Test
    void aMaskedKeyIsTheStoredOne() {
        put(subscription("assets", new Target.Webhook(URL, KEY)));
        var other = URI.create("https://other.example/");
        put(subscription("assets", new Target.Webhook(other, null)));

        assertThat(store().subscriptions(hub))
                .containsExactly(subscription("assets", new Target.Webhook(other, KEY)));
        put(subscription("assets", new Target.Webhook(URL, Secret.of((byte) 9))));
        assertThat(store().subscriptions(hub))
                .containsExactly(
                        subscription("assets", new Target.Webhook(URL, Secret.of((byte) 9))));
    }

    @Test
    void aMaskedKeyWhereNoneIsStoredIsRefused() {
        assertThatThrownBy(() -> put(subscription("assets", new Target.Webhook(URL, null))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store().subscriptions(hub)).isEmpty();
    }

    @Test
    void aNewSubscriptionBeginsWithTheNextEvent() {
        happens();
        put(toTelemetry("log"));
        long cursor = store().cursor(hub, "log").orElseThrow();
        var next = happens();

        assertThat(host().events().read(hub, cursor, 10)).last().isEqualTo(next);
        assertThat(host().events().read(hub, cursor, 10).getFirst().sequence())
                .isEqualTo(cursor + 1);
    }

    @Test
    void aCursorNeverGoesBackAndStaysWhenTheSubscriptionChanges() {
        put(toTelemetry("log"));
        store().moveCursor(hub, "log", 9);
        store().moveCursor(hub, "log", 3);
        put(subscription("log", new Target.Kafka("t")));
        store().moveCursor(hub, "nobody", 3);

        assertThat(store().cursor(hub, "log")).contains(9L);
        assertThat(store().cursor(hub, "nobody")).isEmpty();
    }

    @Test
    void eventsAreKeptForWhoWasNotToldYet() {
        put(toTelemetry("fast"));
        put(toTelemetry("slow"));
        var first = happens();
        var second = happens();
        host().pass(Duration.ofDays(9));
        store().moveCursor(hub, "fast", host().events().last(hub));

        assertThat(host().events().forget(hub, Duration.ofDays(1), 10)).isZero();
        store().moveCursor(hub, "slow", first.sequence());
        host().events().forget(hub, Duration.ofDays(1), 10);
        assertThat(host().events().read(hub, 0, 10))
                .last()
                .satisfies(kept -> assertThat(kept.sequence()).isEqualTo(second.sequence()));
        remove("slow");
        host().events().forget(hub, Duration.ofDays(1), 10);
        assertThat(host().events().read(hub, 0, 10)).isEmpty();
    }

    @Test
    void eventsThatWereGivenUpAreKeptTheNewestOnly() {
        put(toTelemetry("log"));
        for (int i = 0; i < 4; i++) {
            store().deadLetter(hub, "log", happens(), "reason " + i, 3);
        }
        store().deadLetter(hub, "nobody", happens(), "gone", 3);

        var kept = store().deadLetters(hub, "log", 10);
        assertThat(kept)
                .extracting(DeadEvent::reason)
                .containsExactly("reason 3", "reason 2", "reason 1");
        assertThat(kept.getFirst().event().client()).isEqualTo(Messages.device("meter-7"));
        assertThat(kept.getFirst().event().kind()).isEqualTo(HubEvent.Kind.CONNECTED);
        assertThat(store().deadLetters(hub, "log", 1)).hasSize(1);
        assertThat(store().deadLetters(hub, "nobody", 10)).isEmpty();
        remove("log");
        put(toTelemetry("log"));
        assertThat(store().deadLetters(hub, "log", 10)).isEmpty();
    }

    @Test
    void everyKindOfEventIsKept() {
        var every =
                new EventSubscription(
                        "every", Set.of(HubEvent.Kind.values()), new Target.TelemetryEndpoint());
        put(every);

        assertThat(store().subscriptions(hub)).containsExactly(every);
    }
}
