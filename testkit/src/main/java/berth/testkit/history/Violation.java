package berth.testkit.history;

import java.util.List;

/// A broken invariant.
///
/// @param key of the registration, the operation, the place or the work item it shows at
/// @param lines where in the merged history, from 1; empty if only the final state shows it
public record Violation(Invariant rule, String key, String explanation, List<Integer> lines) {
    public Violation {
        lines = List.copyOf(lines);
    }

    @Override
    public String toString() {
        return "%s (%s) %s: %s %s".formatted(rule, rule.claim(), key, explanation, lines);
    }
}
