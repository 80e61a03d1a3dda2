package berth.core.registration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.registration.simulation.SagaScene.Story;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.function.Function;

/// Whoever dies after a step and before it is written down makes his successor take it again: every
/// step, taken twice, leads to the end it leads to when it is taken once.
///
/// Source: reliability, sections 2 and 12.
class SagaStepTwiceTest {
    @ParameterizedTest
    @EnumSource
    void everyStepTakenTwiceInAnEmbeddedHubEndsAsOnce(Story story) throws Throwable {
        everyStepTakenTwiceEndsAsOnce(story, true);
    }

    @ParameterizedTest
    @EnumSource
    void everyStepTakenTwiceInARemoteHubEndsAsOnce(Story story) throws Throwable {
        everyStepTakenTwiceEndsAsOnce(story, false);
    }

    private static void everyStepTakenTwiceEndsAsOnce(Story story, boolean embedded)
            throws Throwable {
        var undisturbed = new SagaScene(story, embedded, false, false);
        var expected = undisturbed.run();
        assertThat(expected.openWork()).isZero();
        assertThat(undisturbed.crossings()).isGreaterThan(1);
        for (int crossing = 1; crossing <= undisturbed.crossings(); crossing++) {
            int at = crossing;
            Function<Boolean, SagaScene> killed =
                    logging -> {
                        var scene = new SagaScene(story, embedded, false, logging);
                        scene.ambush(at, scene::killAndRestart);
                        return scene;
                    };

            assertThat(killed.apply(false).run())
                    .as(() -> "killed at crossing " + at + "\n" + SagaScene.log(killed))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCallToAHubMadeTwiceEndsAsOnce(Story story) throws Throwable {
        for (boolean embedded : new boolean[] {true, false}) {
            var expected = new SagaScene(story, embedded, false, false).run();
            Function<Boolean, SagaScene> twice =
                    logging -> new SagaScene(story, embedded, true, logging);

            assertThat(twice.apply(false).run()).as(() -> SagaScene.log(twice)).isEqualTo(expected);
        }
    }
}
