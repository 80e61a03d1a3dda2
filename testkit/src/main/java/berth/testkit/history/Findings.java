package berth.testkit.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Collects what one rule finds.
final class Findings {
    private final Invariant rule;
    private final List<Violation> found = new ArrayList<>();

    Findings(Invariant rule) {
        this.rule = rule;
    }

    void add(String key, String explanation, Line... lines) {
        var numbers = Stream.of(lines).map(Line::number).toList();
        found.add(new Violation(rule, key, explanation, numbers));
    }

    List<Violation> found() {
        return found.stream()
                .sorted(Comparator.comparing(Violation::key).thenComparing(Violation::explanation))
                .toList();
    }
}
