package berth.testkit.history;

import berth.testkit.history.FinalState.EndWork;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// I9: every item that was queued is there, once, and every item that is there was queued. Any call
/// may queue items; their names are in its value's `work`.
final class WorkIsConserved {
    private WorkIsConserved() {}

    static void check(Recorded recorded, Findings findings) {
        Map<String, Line> surely = new HashMap<>();
        Map<String, Line> perhaps = new HashMap<>();
        for (var fact : Fact.values()) {
            for (var call : recorded.calls(fact)) {
                if (!call.refused()) {
                    queued(call.begin()).forEach(name -> perhaps.putIfAbsent(name, call.begin()));
                }
                call.effect()
                        .ifPresent(
                                line ->
                                        queued(line)
                                                .forEach(
                                                        name -> {
                                                            surely.putIfAbsent(name, line);
                                                            perhaps.putIfAbsent(name, line);
                                                        }));
            }
        }
        var left =
                recorded.end().work().stream()
                        .collect(Collectors.groupingBy(EndWork::name, Collectors.counting()));
        surely.forEach(
                (name, line) -> {
                    if (!left.containsKey(name)) {
                        findings.add(name, "was queued and is lost", line);
                    }
                });
        left.forEach(
                (name, count) -> {
                    if (count > 1) {
                        findings.add(name, "is there " + count + " times");
                    }
                    if (!perhaps.containsKey(name)) {
                        findings.add(name, "is there and nobody queued it");
                    }
                });
    }

    private static List<String> queued(Line line) {
        try {
            return JsonFields.optionalTexts(line.entry().value(), "work").orElse(List.of());
        } catch (BadDocument e) {
            throw new MalformedHistory("line " + line.number(), "its value is wrong", e);
        }
    }
}
