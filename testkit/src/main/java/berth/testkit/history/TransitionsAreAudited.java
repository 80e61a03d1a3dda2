package berth.testkit.history;

import berth.core.registration.OperationState;
import berth.testkit.history.FinalState.EndAudit;
import berth.testkit.history.FinalState.EndOperation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// I10: each transition of an operation has one audit entry, and there is none without a
/// transition. What the rows show is counted exactly; of the recorded steps, those whose end nobody
/// lived to write may or may not have an entry.
final class TransitionsAreAudited {
    /// Entries that only a transition of an operation of that name may have made.
    private static final Set<String> OF_OPERATIONS =
            Set.of("registration.planned", "registration.assigned", "registration.failed");

    private final Recorded recorded;
    private final Findings findings;
    private final Map<String, Long> byOperation;
    private final Map<String, Long> byRegistration;

    private TransitionsAreAudited(Recorded recorded, Findings findings) {
        this.recorded = recorded;
        this.findings = findings;
        var audit = recorded.end().audit();
        byOperation =
                audit.stream()
                        .collect(
                                Collectors.groupingBy(
                                        entry -> name(entry.correlation(), entry.action()),
                                        Collectors.counting()));
        byRegistration =
                audit.stream()
                        .collect(
                                Collectors.groupingBy(
                                        entry ->
                                                name(
                                                        entry.scope() + "/" + entry.target(),
                                                        entry.action()),
                                        Collectors.counting()));
    }

    static void check(Recorded recorded, Findings findings) {
        var rule = new TransitionsAreAudited(recorded, findings);
        recorded.end().operations().forEach(rule::ofItsStates);
        recorded.end().operations().stream()
                .collect(Collectors.groupingBy(EndOperation::key))
                .forEach(rule::ofItsRegistration);
        rule.ofRecordedSteps();
        recorded.end().audit().forEach(rule::ofNobody);
    }

    private void ofItsStates(EndOperation operation) {
        if (operation.plan() != null) {
            exactlyOne(operation, "registration.planned");
        }
        if (operation.endedAtAdmission()) {
            return;
        }
        if (operation.state() == OperationState.SUCCEEDED) {
            exactlyOne(operation, "registration.assigned");
        }
        if (operation.state() == OperationState.FAILED && ends(operation) > 1) {
            findings.add(operation.key(), "failure audited twice for " + operation.id());
        }
    }

    private long ends(EndOperation operation) {
        return byOperation.getOrDefault(name(operation.id(), "registration.failed"), 0L);
    }

    private void exactlyOne(EndOperation operation, String action) {
        long entries = byOperation.getOrDefault(name(operation.id(), action), 0L);
        if (entries != 1) {
            findings.add(
                    operation.key(),
                    "%d entries %s for %s".formatted(entries, action, operation.id()));
        }
    }

    /// Entries of an admission and of an operator's act do not name the operation.
    private void ofItsRegistration(String key, List<EndOperation> operations) {
        long admitted = count(operations, one -> !one.endedAtAdmission());
        if (entries(key, "registration.admitted") != admitted) {
            findings.add(
                    key, admitted + " operations were admitted, as many entries are not there");
        }
        long confirmed = count(operations, one -> atAdmission(one, OperationState.SUCCEEDED));
        if (entries(key, "registration.confirmed") != confirmed) {
            findings.add(key, confirmed + " were confirmed, as many entries are not there");
        }
        long refused = count(operations, one -> atAdmission(one, OperationState.FAILED));
        if (entries(key, "registration.refused") < refused) {
            findings.add(key, refused + " were refused, too few entries are there");
        }
        long cancelled = count(operations, one -> one.state() == OperationState.CANCELLED);
        if (entries(key, "registration.deleted") < cancelled) {
            findings.add(key, cancelled + " were cancelled, too few entries are there");
        }
        long stopped =
                count(
                        operations,
                        one ->
                                one.state() == OperationState.FAILED
                                        && !one.endedAtAdmission()
                                        && ends(one) == 0);
        if (entries(key, "device.disabled") + entries(key, "device.decommissioned") < stopped) {
            findings.add(key, stopped + " failed without an entry of why");
        }
    }

    private static boolean atAdmission(EndOperation operation, OperationState state) {
        return operation.endedAtAdmission() && operation.state() == state;
    }

    private static long count(List<EndOperation> operations, Predicate<EndOperation> which) {
        return operations.stream().filter(which).count();
    }

    private long entries(String key, String action) {
        return byRegistration.getOrDefault(name(key, action), 0L);
    }

    private void ofRecordedSteps() {
        Map<String, Line> steps = new HashMap<>();
        Map<String, Long> sure = new HashMap<>();
        Map<String, Long> possible = new HashMap<>();
        for (var call : recorded.calls(Fact.ADVANCE)) {
            var step =
                    name(
                            PlanStays.operationId(call.key()),
                            Recorded.advance(call.begin()).action());
            steps.putIfAbsent(step, call.begin());
            sure.merge(step, call.effect().isPresent() ? 1L : 0L, Long::sum);
            possible.merge(step, call.refused() ? 0L : 1L, Long::sum);
        }
        steps.forEach(
                (step, line) -> {
                    long entries = byOperation.getOrDefault(step, 0L);
                    long least = sure.getOrDefault(step, 0L);
                    long most = possible.getOrDefault(step, 0L);
                    if (entries < least || entries > most) {
                        findings.add(
                                line.key(),
                                "%s: %d entries, %d to %d steps"
                                        .formatted(step, entries, least, most),
                                line);
                    }
                });
    }

    private void ofNobody(EndAudit entry) {
        if (OF_OPERATIONS.contains(entry.action())
                && recorded.operation(entry.correlation()).isEmpty()
                && !recorded.acknowledged().contains(entry.correlation())) {
            findings.add(
                    entry.scope() + "/" + entry.target(),
                    "%s for %s, which does not exist"
                            .formatted(entry.action(), entry.correlation()));
        }
    }

    private static String name(String subject, String action) {
        return subject + " " + action;
    }
}
