package berth.hub.event;

import static berth.hub.event.EventScene.HUB;
import static berth.hub.event.EventScene.SETTINGS;
import static berth.hub.event.EventScene.storeGone;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.event.EventSubscription.Target;
import berth.core.hub.event.EventTarget.Told;
import berth.core.hub.event.HubEvent;
import berth.core.secret.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

@Timeout(30)
final class EventDeliveryTest {
    private static final Set<HubEvent.Kind> ALL = EnumSet.allOf(HubEvent.Kind.class);
    private static final Target WEBHOOK =
            new Target.Webhook(URI.create("https://a.example.test/"), Secret.of(new byte[32]));

    private final EventScene scene = new EventScene();
    private final RecordingTarget webhook = new RecordingTarget(1);
    private final RecordingTarget telemetry = new RecordingTarget(10);
    private final CountDownLatch release = new CountDownLatch(1);
    private final EventDelivery delivery =
            new EventDelivery(
                    () -> List.of(HUB),
                    scene.outbox,
                    scene.subscriptions,
                    new EventTargets(webhook, null, telemetry),
                    SETTINGS,
                    scene.clock,
                    new Random(1));

    @AfterEach
    void close() {
        release.countDown();
        delivery.close();
    }

    @Test
    void aTargetThatHangsHoldsNoOtherSubscription() {
        scene.subscribe("hanging", ALL, WEBHOOK);
        scene.subscribe("well", ALL, new Target.TelemetryEndpoint());
        webhook.answers(
                _ -> {
                    awaitRelease();
                    return new Told.Taken();
                });
        delivery.start();
        scene.happen("a");
        scene.happen("a");

        eventually(() -> telemetry.taken().equals(List.of(1L, 2L)));
        assertThat(webhook.taken()).isEmpty();
    }

    @Test
    void aNewSubscriptionIsServedAndAnOldOneIsNot() {
        delivery.start();
        scene.subscribe("first", ALL, new Target.TelemetryEndpoint());
        scene.happen("a");
        eventually(() -> telemetry.taken().equals(List.of(1L)));

        scene.unsubscribe("first");
        eventually(() -> delivery.reports().isEmpty());
        scene.happen("a");
        scene.subscribe("second", ALL, WEBHOOK);
        scene.happen("a");

        eventually(() -> webhook.taken().equals(List.of(3L)));
        assertThat(telemetry.taken()).containsExactly(1L);
    }

    @Test
    void aChangedSubscriptionGoesOnWhereItWas() {
        scene.subscribe("assets", ALL, WEBHOOK);
        webhook.answers(
                events ->
                        events.getFirst().sequence() == 1
                                ? new Told.Taken()
                                : new Told.Again(Duration.ofHours(1), "not now"));
        delivery.start();
        scene.happen("a");
        scene.happen("a");
        eventually(() -> webhook.calls().size() == 2);

        scene.subscribe("assets", ALL, new Target.TelemetryEndpoint());

        eventually(() -> telemetry.taken().equals(List.of(2L)));
    }

    @Test
    void aStoreThatIsAwayDelaysAndLosesNothing() {
        scene.subscribe("assets", ALL, new Target.TelemetryEndpoint());
        delivery.start();
        scene.subscriptions.failNext(storeGone());
        scene.outbox.failNext(storeGone());
        scene.happen("a");
        delivery.wake();

        eventually(() -> telemetry.taken().contains(1L));
    }

    @Test
    void whereThereIsNoKafkaItsSubscriptionsWaitAndSayWhy() {
        scene.subscribe("assets", ALL, new Target.Kafka("events"));
        delivery.start();
        scene.happen("a");

        eventually(
                () ->
                        delivery.reports().stream()
                                .anyMatch(
                                        report ->
                                                report.waiting() == 1
                                                        && report.problem().contains("Kafka")));
        assertThat(scene.cursor("assets")).isZero();
    }

    @Test
    void whatEverybodyWasToldIsForgotten() {
        scene.subscribe("assets", ALL, new Target.TelemetryEndpoint());
        delivery.start();
        scene.happen("a");
        eventually(() -> scene.cursor("assets") == 1);
        scene.clock.pass(Duration.ofHours(2));

        assertThat(delivery.forget(Duration.ofHours(1), 100)).isOne();
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("came true in time").isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
