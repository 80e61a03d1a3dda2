package berth.core.registration.simulation;

import berth.core.registration.simulation.SagaScene.Story;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A failure for good, at every step of an operation: what it made is gone at the end, or lies in
/// the dead-letter queue of a hub that is not linked.
///
/// Source: reliability, sections 6 (I8) and 12.
class SagaUnwindTest {
    @ParameterizedTest
    @EnumSource
    void aFailureAtAnyStepLeavesNothing(Misfortune misfortune) throws Throwable {
        for (var story : Story.values()) {
            for (boolean embedded : new boolean[] {true, false}) {
                int crossings = Unwinding.crossings(story, embedded);
                for (int crossing = 1; crossing <= crossings; crossing++) {
                    new Unwinding(story, embedded, false, misfortune, crossing, 0)
                            .requireNothingLeft();
                }
            }
        }
    }
}
