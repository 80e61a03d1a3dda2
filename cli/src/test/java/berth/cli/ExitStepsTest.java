package berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;

class ExitStepsTest {
    @Test
    void whatCameLastGoesFirstAndNothingIsLeftOutForAFailure() {
        var taken = new ArrayList<String>();
        var steps = new ExitSteps();
        steps.add(() -> taken.add("folder removed"));
        steps.add(
                () -> {
                    throw new IllegalStateException("planted");
                });
        steps.add(() -> taken.add("server closed"));

        steps.run();

        assertThat(taken).containsExactly("server closed", "folder removed");
    }
}
