package berth.testkit.history;

import berth.core.registration.RegistrationStatus;
import berth.testkit.history.Applied.Effect;
import berth.testkit.history.FinalState.EndOperation;
import berth.testkit.history.FinalState.EndRegistration;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// I3: when a device is told `assigned`, the hub holds its identity, enabled, with its credentials,
/// and nobody takes that away before the next recorded change; and so at the end.
final class AssignedIsTrue {
    private AssignedIsTrue() {}

    static void check(Recorded recorded, Findings findings) {
        for (var told : recorded.told()) {
            if (told.answer().status() == RegistrationStatus.ASSIGNED) {
                recorded.operation(told.answer().operation())
                        .ifPresent(operation -> backed(told, operation, recorded, findings));
            }
        }
        recorded.end().registrations().stream()
                .filter(registration -> registration.status() == RegistrationStatus.ASSIGNED)
                .forEach(registration -> atRest(registration, recorded, findings));
    }

    private static void backed(
            Told told, EndOperation operation, Recorded recorded, Findings findings) {
        var hub = told.answer().hub();
        if (hub == null || told.answer().deviceId() == null) {
            findings.add(told.key(), "told assigned, but not where", told.line());
            return;
        }
        if (!recorded.end().ledgeredHubs().contains(hub)) {
            return;
        }
        var place = hub + "/" + told.answer().deviceId();
        var writes =
                recorded.ledger().stream().filter(write -> write.place().equals(place)).toList();
        var backing = backing(writes, told, operation);
        if (backing.isEmpty()) {
            findings.add(
                    told.key(), "told assigned, but " + place + " was never written", told.line());
            return;
        }
        taken(writes, backing.get(), told, operation, recorded)
                .ifPresent(
                        write ->
                                findings.add(
                                        told.key(),
                                        "%s lost its identity, status or credentials"
                                                .formatted(place),
                                        backing.get().line(),
                                        told.line(),
                                        write.line()));
    }

    /// The write that made the answer true. An operation that ended at its admission rests on an
    /// earlier one's.
    private static Optional<Write> backing(List<Write> writes, Told told, EndOperation operation) {
        return writes.stream()
                .filter(write -> write.line().nanos() <= told.until())
                .filter(write -> write.keeps(operation.authentication()))
                .filter(write -> operation.endedAtAdmission() || wrote(operation, write))
                .max(Comparator.comparingInt(write -> write.line().number()));
    }

    private static boolean wrote(EndOperation operation, Write write) {
        return write.applied()
                .writer()
                .filter(marker -> marker.operation().value().equals(operation.id()))
                .isPresent();
    }

    private static Optional<Write> taken(
            List<Write> writes,
            Write backing,
            Told told,
            EndOperation operation,
            Recorded recorded) {
        return writes.stream()
                .filter(write -> write.line().number() > backing.line().number())
                .filter(
                        write ->
                                write.applied().effect() == Effect.REMOVED
                                        || !write.keeps(operation.authentication()))
                .filter(
                        write ->
                                !recorded.changedBetween(
                                        told.key(),
                                        backing.line().nanos(),
                                        write.line().nanos(),
                                        operation.id()))
                .findFirst();
    }

    private static void atRest(EndRegistration registration, Recorded recorded, Findings findings) {
        var operation = recorded.operation(registration.operation());
        if (operation.isEmpty() || changedSince(registration, recorded)) {
            return;
        }
        var place = registration.hub() + "/" + registration.deviceId();
        var identity =
                recorded.end().identities().stream()
                        .filter(one -> one.place().equals(place))
                        .findFirst();
        if (identity.isEmpty()) {
            findings.add(registration.key(), "assigned, but there is no " + place);
        } else if (!identity.get().enabled()) {
            findings.add(registration.key(), "assigned, but " + place + " is disabled");
        } else if (!identity.get().authentication().equals(operation.get().authentication())) {
            findings.add(registration.key(), "assigned, but " + place + " has other credentials");
        }
    }

    /// Whether an operator did something after the present operation was acknowledged; a later
    /// operation would be the present one.
    private static boolean changedSince(EndRegistration registration, Recorded recorded) {
        var known =
                recorded.told().stream()
                        .filter(told -> told.answer().operation().equals(registration.operation()))
                        .mapToLong(Told::from)
                        .findFirst()
                        .orElse(Long.MIN_VALUE);
        return recorded.calls(Fact.CHANGE).stream()
                .filter(call -> call.key().equals(registration.key()))
                .anyMatch(call -> call.mayHaveEffectAfter(known));
    }
}
