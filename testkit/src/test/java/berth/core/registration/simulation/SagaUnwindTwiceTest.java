package berth.core.registration.simulation;

import berth.core.registration.simulation.SagaScene.Story;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Unwinding that is interrupted and begun again, and unwinding whose every call is made twice,
/// ends as unwinding does.
///
/// Source: reliability, sections 6 (I8) and 12.
class SagaUnwindTwiceTest {
    /// The consequences of a misfortune take no more crossings than these.
    private static final int CONSEQUENCES = 12;

    @ParameterizedTest
    @EnumSource
    void unwindingWithEveryCallMadeTwiceEndsAsOnce(Misfortune misfortune) throws Throwable {
        for (var story : Story.values()) {
            for (boolean embedded : new boolean[] {true, false}) {
                int crossings = Unwinding.crossings(story, embedded);
                for (int crossing = 1; crossing <= crossings; crossing++) {
                    new Unwinding(story, embedded, true, misfortune, crossing, 0)
                            .requireNothingLeft();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void unwindingThatIsInterruptedEndsAsOnce(Misfortune misfortune) throws Throwable {
        for (var story : new Story[] {Story.FIRST, Story.MOVE_WITH_DATA}) {
            for (boolean embedded : new boolean[] {true, false}) {
                int crossings = Unwinding.crossings(story, embedded);
                for (int crossing = 1; crossing <= crossings; crossing++) {
                    for (int later = 1; later <= CONSEQUENCES; later += 2) {
                        new Unwinding(story, embedded, false, misfortune, crossing, later)
                                .requireNothingLeft();
                    }
                }
            }
        }
    }
}
