package berth.testkit.history;

import berth.core.registration.RegistrationStatus;
import berth.testkit.history.FinalState.EndOperation;

import java.util.List;
import java.util.stream.Collectors;

/// I1: two operations of a registration never run at once. An operation runs without a gap from its
/// admission to its end, so one that ran before and after another ran while that one did.
final class OneRunningOperation {
    private OneRunningOperation() {}

    static void check(Recorded recorded, Findings findings) {
        recorded.told().stream()
                .filter(told -> told.answer().status() == RegistrationStatus.ASSIGNING)
                .collect(Collectors.groupingBy(Told::key))
                .forEach((key, running) -> crossed(key, running, findings));
        recorded.end().operations().stream()
                .filter(operation -> !operation.state().isFinal())
                .collect(Collectors.groupingBy(EndOperation::key))
                .forEach(
                        (key, running) -> {
                            if (running.size() > 1) {
                                findings.add(key, running.size() + " operations were left running");
                            }
                        });
    }

    private static void crossed(String key, List<Told> running, Findings findings) {
        for (var between : running) {
            var others =
                    running.stream()
                            .filter(
                                    told ->
                                            !told.answer()
                                                    .operation()
                                                    .equals(between.answer().operation()))
                            .collect(Collectors.groupingBy(told -> told.answer().operation()));
            others.forEach(
                    (id, sightings) -> {
                        var before =
                                sightings.stream()
                                        .filter(told -> told.until() < between.from())
                                        .findFirst();
                        var after =
                                sightings.stream()
                                        .filter(told -> told.from() > between.until())
                                        .findFirst();
                        if (before.isPresent() && after.isPresent()) {
                            findings.add(
                                    key,
                                    id + " ran while " + between.answer().operation() + " did",
                                    before.get().line(),
                                    between.line(),
                                    after.get().line());
                        }
                    });
        }
    }
}
