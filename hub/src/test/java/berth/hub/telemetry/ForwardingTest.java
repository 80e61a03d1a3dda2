package berth.hub.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.StoreUnavailable;
import berth.core.hub.message.TelemetryRecord;
import berth.core.hub.message.TelemetrySink.Sent;
import berth.hub.telemetry.Forwarding.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;

class ForwardingTest {
    private final TelemetryScene scene = new TelemetryScene();

    @Test
    void whatTheSinkTookIsNotSentAgain() {
        scene.append(3);

        assertThat(scene.forwarding.step()).isEqualTo(new Step.Moved(false));
        assertThat(scene.forwarding.step()).isEqualTo(new Step.Idle());

        assertThat(scene.sink.calls()).containsExactly(List.of(1L, 2L, 3L));
        assertThat(scene.cursor()).isEqualTo(3);
        assertThat(scene.forwarding.status())
                .isEqualTo(new ForwardingStatus(3, 0, 0, 0, null, null));
    }

    @Test
    void aNewForwarderGoesOnWhereTheLastOneWas() {
        scene.append(3);
        scene.forwarding.step();
        scene.append(2);

        scene.forwarding().step();

        assertThat(scene.sink.calls()).containsExactly(List.of(1L, 2L, 3L), List.of(4L, 5L));
    }

    @Test
    void theLogKnowsThatSomebodyWaitsBeforeAnythingIsSent() {
        assertThat(scene.log.cursors(TelemetryScene.HUB)).isEmpty();

        scene.forwarding.step();

        assertThat(scene.log.cursors(TelemetryScene.HUB)).containsOnlyKeys(TelemetryScene.CONSUMER);
    }

    @Test
    void aBatchThatFailedIsSentAgainWholeAndCounted() {
        scene.append(4);
        scene.sink.failNext(2);

        var first = scene.forwarding.step();

        assertThat(first).isInstanceOf(Step.Stalled.class);
        assertThat(scene.cursor()).isZero();
        assertThat(scene.forwarding.status().trouble()).isEqualTo("told to fail");
        assertThat(scene.forwarding.status().waitingSince()).isNotNull();

        assertThat(scene.forwarding.step()).isEqualTo(new Step.Moved(false));
        assertThat(scene.sink.takenSequences()).containsExactly(1L, 2L, 1L, 2L, 3L, 4L);
        assertThat(scene.forwarding.status())
                .isEqualTo(new ForwardingStatus(4, 4, 0, 1, null, null));
    }

    @Test
    void theWaitGrowsWhileTheSinkIsAwayAndNotBeyondItsBound() {
        scene.append(1);
        var longest = Duration.ZERO;
        for (int i = 0; i < 40; i++) {
            scene.sink.failNext(0);
            var stalled = (Step.Stalled) scene.forwarding.step();
            assertThat(stalled.patience()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(10));
            longest = longest.compareTo(stalled.patience()) > 0 ? longest : stalled.patience();
        }

        assertThat(longest).isGreaterThan(Duration.ofSeconds(5));
        assertThat(scene.forwarding.status().failures()).isEqualTo(40);
    }

    @Test
    void aBatchHasSoManyRecordsAndBytesAtMost() {
        var small = new TelemetryScene(3, 1 << 20);
        small.append(7);
        assertThat(small.forwarding.step()).isEqualTo(new Step.Moved(true));
        small.forwarding.step();
        small.forwarding.step();
        assertThat(small.sink.calls())
                .containsExactly(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L), List.of(7L));

        var light = new TelemetryScene(1000, 250);
        light.append(5, 100);
        assertThat(light.forwarding.step()).isEqualTo(new Step.Moved(true));
        assertThat(light.sink.calls()).containsExactly(List.of(1L, 2L));
    }

    @Test
    void aRecordTheSinkNeverTakesIsSetAsideAndTheOthersGoOn() {
        scene.append(5);
        scene.sink.poison(2, 4);

        assertThat(scene.forwarding.step()).isEqualTo(new Step.Sorted());
        assertThat(scene.forwarding.step()).isEqualTo(new Step.Sorted());
        assertThat(scene.forwarding.step()).isEqualTo(new Step.Moved(false));

        assertThat(scene.sink.takenSequences()).endsWith(1L, 3L, 5L).doesNotContain(2L, 4L);
        assertThat(scene.cursor()).isEqualTo(5);
        assertThat(scene.forwarding.status().setAside()).isEqualTo(2);
        assertThat(scene.forwarding.status().forwarded()).isEqualTo(3);
    }

    @Test
    void nothingButRecordsTheSinkNeverTakesHoldsNobodyUp() {
        scene.append(1);
        scene.sink.poison(1);

        scene.forwarding.step();

        assertThat(scene.forwarding.step()).isEqualTo(new Step.Moved(false));
        assertThat(scene.cursor()).isEqualTo(1);
    }

    @Test
    void aSinkThatRefusesWhatItWasNotGivenLosesNothing() {
        scene.append(2);
        scene.sink.doNext(_ -> new Sent.Poisoned(77, "confused"));

        assertThat(scene.forwarding.step()).isInstanceOf(Step.Stalled.class);
        scene.forwarding.step();

        assertThat(scene.sink.takenSequences()).containsExactly(1L, 2L);
    }

    @Test
    void aLogThatIsAwayDelaysAndLosesNothing() {
        scene.append(2);
        scene.log.failNext(new StoreUnavailable("read", true, new IOException("away")));

        assertThat(scene.forwarding.step()).isInstanceOf(Step.Stalled.class);
        assertThat(scene.forwarding.status().trouble()).contains("read");
        assertThat(scene.forwarding.step()).isEqualTo(new Step.Moved(false));
        assertThat(scene.forwarding.status().trouble()).isNull();
    }

    @Test
    void whenThereIsNothingToForwardAllIsWell() {
        scene.log.failNext(away());
        scene.forwarding.step();
        assertThat(scene.forwarding.status().trouble()).isNotNull();

        assertThat(scene.forwarding.step()).isEqualTo(new Step.Idle());

        assertThat(scene.forwarding.status())
                .isEqualTo(new ForwardingStatus(0, 0, 0, 1, null, null));
    }

    @Test
    void acknowledgedRecordsAreRepeatedIfTheCursorCouldNotMove() {
        scene.append(2);
        scene.sink.doNext(scene::takeAndLoseTheLog);

        assertThat(scene.forwarding.step()).isInstanceOf(Step.Stalled.class);
        assertThat(scene.forwarding.step()).isEqualTo(new Step.Moved(false));

        assertThat(scene.sink.calls()).containsExactly(List.of(1L, 2L), List.of(1L, 2L));
        assertThat(scene.forwarding.status().repeated()).isEqualTo(2);
        assertThat(scene.forwarding.status().forwarded()).isEqualTo(2);
    }

    @Test
    void aBrokenSinkIsTriedAgain() {
        scene.append(1);
        scene.sink.doNext(
                _ -> {
                    throw new IllegalStateException("a bug");
                });

        assertThat(scene.forwarding.step()).isInstanceOf(Step.Stalled.class);
        assertThat(scene.forwarding.step()).isEqualTo(new Step.Moved(false));
    }

    /// Failures of sink and log and crashes of the forwarder, by chance: everything arrives, and
    /// nothing arrives before what came before it.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void nothingIsLostAndNothingOvertakes(long seed) {
        var random = new Random(seed);
        var forwarding = scene.forwarding;
        int appended = 0;
        for (int i = 0; i < 300; i++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    int records = 1 + random.nextInt(15);
                    scene.append(records);
                    appended += records;
                }
                case 1 -> scene.sink.failByChance(2, random);
                case 2 -> {
                    scene.log.failNext(away());
                    forwarding.step();
                }
                case 3 -> scene.sink.doNext(scene::takeAndLoseTheLog);
                case 4 -> forwarding = scene.forwarding();
                default -> forwarding.step();
            }
        }
        for (int i = 0; i < 2_000 && scene.cursor() < appended; i++) {
            forwarding.step();
        }

        var first = new LinkedHashSet<>(scene.sink.takenSequences());
        var all = scene.log.all(TelemetryScene.HUB);
        assertThat(all).hasSize(appended);
        assertThat(first)
                .containsExactlyElementsOf(all.stream().map(TelemetryRecord::sequence).toList());
    }

    private static StoreUnavailable away() {
        return new StoreUnavailable("any", false, new IOException("away"));
    }
}
