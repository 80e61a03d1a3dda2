package berth.hub.event;

import static berth.hub.event.EventScene.SETTINGS;
import static berth.hub.event.EventScene.storeGone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.StoreUnavailable;
import berth.core.hub.event.EventSubscription.Target;
import berth.core.hub.event.EventTarget.Told;
import berth.core.hub.event.HubEvent;
import berth.core.id.DeviceId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

final class SubscriptionRunTest {
    private static final Told TAKEN = new Told.Taken();

    private final EventScene scene = new EventScene();
    private final RecordingTarget target = new RecordingTarget(1);

    @Test
    void aDevicesEventsAreToldInOrder() {
        var run = scene.run(scene.subscribe("assets"), target);
        for (int i = 0; i < 5; i++) {
            scene.happen("a");
        }

        run.step();

        assertThat(target.taken()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(scene.cursor("assets")).isEqualTo(5);
    }

    @Test
    void whatWasBeforeTheSubscriptionIsNotTold() {
        scene.happen("a");
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");

        run.step();

        assertThat(target.taken()).containsExactly(2L);
    }

    @Test
    void onlyTheWantedKindsAreToldAndTheCursorPassesTheOthers() {
        var wanted =
                scene.subscribe(
                        "assets", Set.of(HubEvent.Kind.DELETED), new Target.TelemetryEndpoint());
        scene.happen("a", HubEvent.Kind.CREATED);
        scene.happen("a", HubEvent.Kind.DELETED);
        scene.happen("a", HubEvent.Kind.CREATED);

        scene.run(wanted, target).step();

        assertThat(target.taken()).containsExactly(2L);
        assertThat(scene.cursor("assets")).isEqualTo(3);
    }

    @Test
    void aFailedEventIsToldAgainWhenItsTimeHasCome() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");
        target.answers(_ -> Told.Again.soon("status 500"));
        run.step();
        target.answers(_ -> TAKEN);

        run.step();
        assertThat(target.calls()).hasSize(1);
        assertThat(run.report().problem()).isEqualTo("status 500");
        scene.clock.pass(SETTINGS.backoff().first());
        run.step();

        assertThat(target.taken()).containsExactly(1L);
        assertThat(run.report().problem()).isEmpty();
    }

    @Test
    void aTargetIsLeftAloneAsLongAsItWants() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");
        target.answers(_ -> new Told.Again(Duration.ofMinutes(30), "busy"));
        run.step();
        scene.clock.pass(Duration.ofMinutes(30).minusMillis(1));

        run.step();
        assertThat(target.calls()).hasSize(1);
        scene.clock.pass(Duration.ofMillis(1));
        run.step();

        assertThat(target.calls()).hasSize(2);
    }

    @Test
    void aDeviceThatIsHeldUpHoldsNoOther() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("stuck");
        scene.happen("well");
        scene.happen("stuck");
        scene.happen("well");
        target.answers(
                events ->
                        events.getFirst().client().deviceId().equals(new DeviceId("stuck"))
                                ? Told.Again.soon("no")
                                : TAKEN);

        run.step();

        assertThat(target.taken()).containsExactly(2L, 4L);
        assertThat(scene.cursor("assets")).as("before the first undelivered").isZero();
    }

    @Test
    void anEventThatIsNeverTakenIsADeadLetterAndTheNextFollows() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");
        scene.happen("a");
        target.answers(
                events ->
                        events.getFirst().sequence() == 1
                                ? new Told.Never(1, "status 400")
                                : TAKEN);

        run.step();

        assertThat(target.taken()).containsExactly(2L);
        assertThat(scene.dead("assets")).containsExactly(1L);
        assertThat(scene.cursor("assets")).isEqualTo(2);
        assertThat(scene.counts.deadEvents()).isOne();
    }

    @Test
    void anEventIsGivenUpAfterItsLastTry() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");
        scene.happen("a");
        target.answers(events -> events.getFirst().sequence() == 1 ? Told.Again.soon("no") : TAKEN);

        for (int tries = 1; tries < SETTINGS.attemptsMax(); tries++) {
            run.step();
            assertThat(scene.dead("assets")).isEmpty();
            scene.clock.pass(SETTINGS.backoff().max());
        }
        run.step();

        assertThat(scene.dead("assets")).containsExactly(1L);
        assertThat(target.taken()).containsExactly(2L);
        assertThat(scene.subscriptions.deadLetters(EventScene.HUB, "assets", 1).getFirst().reason())
                .isEqualTo("after 5 tries: no");
    }

    @Test
    void anOldEventIsTriedOnceAndGivenUp() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");
        scene.clock.pass(SETTINGS.ageMax().plusSeconds(1));
        scene.happen("a");
        target.answers(_ -> Told.Again.soon("no"));

        run.step();

        assertThat(scene.dead("assets")).containsExactly(1L);
        assertThat(target.calls()).containsExactly(List.of(1L), List.of(2L));
    }

    @Test
    void noMoreThanTheWindowIsReadAhead() {
        var run = scene.run(scene.subscribe("assets"), target);
        for (int i = 0; i < 3 * SETTINGS.windowMax(); i++) {
            scene.happen("a");
        }
        target.answers(_ -> Told.Again.soon("no"));

        run.step();

        assertThat(run.report().waiting()).isEqualTo(SETTINGS.windowMax());
    }

    @Test
    void aTargetOfBatchesGetsAllDevicesInTheOrderOfSequences() {
        var batches = new RecordingTarget(3);
        var run = scene.run(scene.subscribe("assets"), batches);
        for (var device : List.of("a", "b", "a", "c")) {
            scene.happen(device);
        }

        run.step();

        assertThat(batches.calls()).containsExactly(List.of(1L, 2L, 3L), List.of(4L));
    }

    @Test
    void aPoisonedEventLeavesTheRestOfItsBatchInOrder() {
        var batches = new RecordingTarget(10);
        var run = scene.run(scene.subscribe("assets"), batches);
        for (int i = 0; i < 4; i++) {
            scene.happen("a");
        }
        batches.answers(
                events ->
                        events.stream().anyMatch(event -> event.sequence() == 3)
                                ? new Told.Never(3, "too large")
                                : TAKEN);

        run.step();

        assertThat(batches.taken()).containsExactly(1L, 2L, 4L);
        assertThat(scene.dead("assets")).containsExactly(3L);
        assertThat(scene.cursor("assets")).isEqualTo(4);
    }

    @Test
    void aTargetThatBreaksItsPromiseLosesNothing() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");
        target.answers(_ -> new Told.Never(77, "somebody else"));
        run.step();
        scene.clock.pass(SETTINGS.backoff().max());
        target.answers(
                _ -> {
                    throw new IllegalStateException("a bug");
                });
        run.step();
        scene.clock.pass(SETTINGS.backoff().max());
        target.answers(_ -> TAKEN);

        run.step();

        assertThat(target.taken()).containsExactly(1L);
    }

    @Test
    void aDeadLetterThatCouldNotBeWrittenHoldsTheCursor() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");
        target.answers(
                _ -> {
                    scene.subscriptions.failNext(storeGone());
                    return new Told.Never(1, "no");
                });

        assertThatThrownBy(run::step).isInstanceOf(StoreUnavailable.class);
        assertThat(scene.cursor("assets")).isZero();
        run.step();

        assertThat(scene.dead("assets")).containsExactly(1L);
        assertThat(scene.cursor("assets")).isEqualTo(1);
        assertThat(target.calls()).hasSize(1);
    }

    @Test
    void aSubscriptionThatIsGoneIsToldNothing() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.unsubscribe("assets");
        scene.happen("a");

        assertThat(run.step()).isEqualTo(SETTINGS.idle());
        assertThat(target.calls()).isEmpty();
    }

    @Test
    void nothingIsForgottenBeforeItIsDelivered() {
        var run = scene.run(scene.subscribe("assets"), target);
        scene.happen("a");
        scene.happen("a");
        target.answers(events -> events.getFirst().sequence() == 1 ? TAKEN : Told.Again.soon("no"));
        run.step();
        scene.clock.pass(Duration.ofDays(30));

        assertThat(scene.outbox.forget(EventScene.HUB, Duration.ofDays(1), 100)).isOne();
        assertThat(scene.outbox.all(EventScene.HUB)).hasSize(1);
    }

    /// Store and target fail at random, and the run dies at random and is begun anew: every event
    /// is told, and no device's event for the first time before an earlier one of the device.
    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void whateverDiesNothingIsLostOrOutOfOrder(int batchMax) {
        for (long seed = 1; seed <= 200; seed++) {
            scenario(seed, batchMax);
        }
    }

    private static void scenario(long seed, int batchMax) {
        var random = new Random(seed);
        var scene = new EventScene();
        var target = new RecordingTarget(batchMax);
        var subscription = scene.subscribe("assets");
        var run = scene.run(subscription, target);
        int steps = 0;
        long last = 0;
        for (int i = 0; i < 60 || scene.cursor("assets") < last; i++) {
            assertThat(++steps).as("seed %d ends", seed).isLessThan(1_000);
            // Lanes run beside each other, so their luck must not depend on who is first.
            long luck = random.nextLong();
            target.answers(
                    events ->
                            new Random(luck ^ events.getFirst().sequence()).nextInt(5) == 0
                                    ? Told.Again.soon("bad luck")
                                    : TAKEN);
            if (i < 60) {
                last = scene.happen("device-" + random.nextInt(4));
            }
            switch (random.nextInt(8)) {
                case 0 -> scene.subscriptions.failNext(storeGone());
                case 1 -> scene.outbox.failNext(storeGone());
                case 2 -> run = scene.run(subscription, target);
                default -> {}
            }
            try {
                run.step();
            } catch (StoreUnavailable _) {
                // As the courier would: another step.
            }
            drainFailures(scene);
            scene.clock.pass(SETTINGS.backoff().first());
        }
        judge(seed, target, last);
        assertThat(scene.dead("assets")).as("seed %d", seed).isEmpty();
    }

    /// A failure that nobody has met would hit the test's own look at the store.
    private static void drainFailures(EventScene scene) {
        for (int i = 0; i < 4; i++) {
            try {
                scene.cursor("assets");
                scene.outbox.last(EventScene.HUB);
            } catch (StoreUnavailable _) {
                // One less.
            }
        }
    }

    private static void judge(long seed, RecordingTarget target, long last) {
        assertThat(target.taken())
                .as("seed %d: all told", seed)
                .containsAll(LongStream.rangeClosed(1, last).boxed().toList());
        var seen = new HashSet<Long>();
        var byDevice = new HashMap<DeviceId, List<Long>>();
        for (var event : target.takenEvents()) {
            if (seen.add(event.sequence())) {
                byDevice.computeIfAbsent(event.client().deviceId(), _ -> new ArrayList<>())
                        .add(event.sequence());
            }
        }
        byDevice.forEach(
                (device, told) -> assertThat(told).as("seed %d: %s", seed, device).isSorted());
    }
}
