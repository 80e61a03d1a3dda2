package berth.core.failpoint;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What happens at the named places. Any thread.
public interface Failpoints {
    /// Nothing ever happens.
    Failpoints NONE = _ -> {};

    /// Called by whoever stands at the place `name`. May return late, throw, or end the process.
    void reach(String name);

    /// Makes `call` between its two places. The second is not reached by a call that throws: it
    /// stands behind a commit or an answer.
    default <T> T around(FailStep step, Supplier<T> call) {
        reach(step.before());
        var answer = call.get();
        reach(step.after());
        return answer;
    }

    /// All there are, in a stable order.
    static List<String> names() {
        return Arrays.stream(FailStep.values())
                .flatMap(step -> Stream.of(step.before(), step.after()))
                .toList();
    }
}
