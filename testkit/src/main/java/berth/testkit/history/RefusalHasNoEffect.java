package berth.testkit.history;

import berth.testkit.history.FinalState.EndIdentity;

import java.util.HashMap;
import java.util.Map;

/// I14: every operation in the store was acknowledged to a device, or a request whose outcome
/// nobody knows may have made it; a refused request made none. And no hub holds the effect of an
/// operation that was never admitted.
final class RefusalHasNoEffect {
    private RefusalHasNoEffect() {}

    static void check(Recorded recorded, Findings findings) {
        var acknowledged = recorded.acknowledged();
        Map<String, Integer> unexplained = new HashMap<>();
        for (var operation : recorded.end().operations()) {
            if (!acknowledged.contains(operation.id())) {
                unexplained.merge(operation.key(), 1, Integer::sum);
            }
        }
        unexplained.forEach(
                (key, count) -> {
                    long unknown =
                            recorded.calls(Fact.REGISTER).stream()
                                    .filter(call -> call.key().equals(key) && call.unknown())
                                    .count();
                    if (count > unknown) {
                        findings.add(
                                key,
                                "%d operations nobody was told of, %d requests without an answer"
                                        .formatted(count, unknown));
                    }
                });
        for (var registration : recorded.end().registrations()) {
            boolean asked =
                    recorded.calls(Fact.REGISTER).stream()
                            .anyMatch(
                                    call ->
                                            call.key().equals(registration.key())
                                                    && !call.refused());
            if (!asked) {
                findings.add(registration.key(), "a registration that was never granted");
            }
        }
        for (var identity : recorded.end().identities()) {
            identity.writer()
                    .map(marker -> marker.operation().value())
                    .filter(id -> recorded.operation(id).isEmpty() && !acknowledged.contains(id))
                    .filter(_ -> !changedByOperator(identity, recorded))
                    .ifPresent(
                            id ->
                                    findings.add(
                                            identity.place(),
                                            "written by " + id + ", which was never admitted"));
        }
    }

    /// An operator's act writes under a name of its own.
    private static boolean changedByOperator(EndIdentity identity, Recorded recorded) {
        return recorded.end().registrations().stream()
                .filter(row -> identity.place().equals(row.hub() + "/" + row.deviceId()))
                .flatMap(
                        row ->
                                recorded.calls(Fact.CHANGE).stream()
                                        .filter(call -> call.key().equals(row.key())))
                .anyMatch(call -> !call.refused());
    }
}
