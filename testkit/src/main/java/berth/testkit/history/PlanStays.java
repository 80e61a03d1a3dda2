package berth.testkit.history;

import berth.core.registration.OperationState;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// I6: every plan that the store took for an operation is the same one, and it is there at the end.
final class PlanStays {
    private PlanStays() {}

    static void check(Recorded recorded, Findings findings) {
        Map<String, Line> first = new HashMap<>();
        for (var call : recorded.calls(Fact.ADVANCE)) {
            call.effect().ifPresent(line -> compare(call, line, first, recorded, findings));
        }
        for (var operation : recorded.end().operations()) {
            if (operation.state() == OperationState.SUCCEEDED
                    && !operation.endedAtAdmission()
                    && operation.plan() == null) {
                findings.add(operation.key(), operation.id() + " succeeded without a plan");
            }
        }
    }

    private static void compare(
            Call call, Line line, Map<String, Line> first, Recorded recorded, Findings findings) {
        var plan = Recorded.advance(line).plan();
        if (plan == null) {
            return;
        }
        var id = operationId(call.key());
        var before = first.putIfAbsent(id, line);
        if (before != null && !plan.equals(Recorded.advance(before).plan())) {
            findings.add(call.key(), "the plan of " + id + " changed", before, line);
        }
        recorded.operation(id)
                .filter(operation -> differs(operation.plan(), plan))
                .ifPresent(
                        _ -> findings.add(call.key(), "another plan than recorded is left", line));
    }

    private static boolean differs(@Nullable String left, String taken) {
        return !taken.equals(left);
    }

    static String operationId(String key) {
        return key.substring(key.indexOf('/') + 1);
    }
}
