package berth.core.registration;

import berth.core.audit.AuditEvent;
import berth.core.audit.Caller;
import berth.core.enrollment.Precondition;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubMarker;
import berth.core.id.ETag;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.instance.InstanceStore;
import berth.core.work.HubErrand;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What an operator does to one device, whatever its enrollment says: keeps it out, lets it in
/// again, takes it out of service, forgets it.
///
/// Keeping out and taking out of service are one transaction: the registration is blocked, what
/// runs for it ends, and the work in the hub is queued with it, so that it happens whatever dies.
/// Letting in again asks the hub before the block goes: a device must not be told `assigned` while
/// its identity is still disabled.
public final class DeviceLifecycle {
    /// How long an enabling may take before its identity is disabled again: longer than any call.
    private static final Duration REGRET_AFTER = Duration.ofMinutes(1);

    private final RegistrationStore registrations;
    private final InstanceStore instances;
    private final HubDirectory hubs;
    private final RandomGenerator random;

    public DeviceLifecycle(
            RegistrationStore registrations,
            InstanceStore instances,
            HubDirectory hubs,
            RandomGenerator random) {
        this.registrations = registrations;
        this.instances = instances;
        this.hubs = hubs;
        this.random = random;
    }

    /// An operator's wish.
    public record Wish(
            IdScope scope, RegistrationId id, Precondition precondition, Caller caller) {}

    /// What became of it.
    public sealed interface Outcome {
        record Done(Registration registration) implements Outcome {}

        record Forgotten() implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    /// Keeps the device out: it can register no more, and its identity is disabled.
    public Outcome disable(Wish wish) {
        var act = act();
        return change(wish, current -> block(current, wish, Registration.Block.DISABLED, act));
    }

    /// Takes the device out of service: it can register no more, and its identity is removed.
    public Outcome decommission(Wish wish) {
        var act = act();
        return change(
                wish, current -> block(current, wish, Registration.Block.DECOMMISSIONED, act));
    }

    /// Forgets the registration; the identity stays in its hub until the device registers again. A
    /// device that is kept out must be let in first: forgetting would do so unseen.
    ///
    /// Source: dps-service-api, section 9.4.
    public Outcome forget(Wish wish) {
        return change(
                wish,
                current -> {
                    var row = current.registration();
                    return row != null && row.block() != null
                            ? new RegistrationChange.Leave<>(blocked())
                            : new RegistrationChange.Remove<>(
                                    new Outcome.Forgotten(),
                                    compensation(current),
                                    event(wish, current.now(), "registration.deleted"));
                });
    }

    /// Lets the device in again: first it is written down that the identity is to be disabled after
    /// all, unless what follows comes to its end; then the hub is asked; then the block goes, and
    /// the errand with it.
    public Outcome enable(Wish wish) {
        var act = act();
        return switch (registrations.changeRegistration(
                wish.scope(), wish.id(), current -> prepare(current, wish, act))) {
            case Prepared.Ended(var outcome) -> outcome;
            case Prepared.Ready(var row) -> {
                var trouble = enableInHub(row, act);
                yield trouble == null
                        ? registrations.changeRegistration(
                                wish.scope(),
                                wish.id(),
                                current -> unblock(current, row, wish, act))
                        : new Outcome.Refused(trouble);
            }
        };
    }

    /// What the first part of letting a device in came to.
    private sealed interface Prepared {
        record Ended(Outcome outcome) implements Prepared {}

        /// @param row as it is now, with two generations of its own: for the enabling and the
        ///   regret
        record Ready(Registration row) implements Prepared {}
    }

    private static RegistrationChange<Prepared> prepare(
            RegistrationStore.Current current, Wish wish, Act act) {
        var row = current.registration();
        if (row == null) {
            return new RegistrationChange.Leave<>(new Prepared.Ended(missing()));
        }
        if (!wish.precondition().holds(Optional.of(row.etag()))) {
            return new RegistrationChange.Leave<>(new Prepared.Ended(stale()));
        }
        if (row.block() == null) {
            return new RegistrationChange.Leave<>(new Prepared.Ended(new Outcome.Done(row)));
        }
        var next =
                row.next(
                        row.status(),
                        row.generation() + 2,
                        row.operationId(),
                        row.failure(),
                        row.assignment(),
                        act.etag(),
                        current.now());
        return new RegistrationChange.Write<>(
                new Prepared.Ready(next),
                next,
                null,
                regrets(next, act, current.now().plus(REGRET_AFTER)),
                event(wish, current.now(), "device.enabling"));
    }

    /// The errand that does again what kept the device out, if nobody says that the enabling went
    /// well.
    private static List<WorkItem> regrets(Registration row, Act act, Instant notBefore) {
        var place = standing(row);
        return place == null
                ? List.of()
                : List.of(
                        errand(
                                        place,
                                        regretting(row, act),
                                        row.block() == Registration.Block.DECOMMISSIONED)
                                .item(row.scope(), notBefore));
    }

    private static @Nullable Placement standing(Registration row) {
        return row.place() == null ? row.leftBehind() : row.place();
    }

    /// Newer than the enabling, which may be in the hands of a process that stands still.
    private static HubMarker regretting(Registration row, Act act) {
        return HubMarker.of(row.scope(), row.generation(), act.id());
    }

    private static HubMarker enabling(Registration row, Act act) {
        return HubMarker.of(row.scope(), row.generation() - 1, act.id());
    }

    private @Nullable Refusal enableInHub(Registration row, Act act) {
        var place = standing(row);
        if (place == null) {
            return null;
        }
        var hub =
                instances
                        .instance(row.scope())
                        .flatMap(instance -> instance.linkedHub(place.hub()));
        if (hub.isEmpty()) {
            return row.place() == null ? null : unlinked(place); // its registration chooses another
        }
        var answer =
                hubs.registry(hub.get()).setEnabled(place.deviceId(), enabling(row, act), true);
        return switch (answer) {
            case HubAnswer.Done _ -> null;
            case HubAnswer.Superseded(var by) ->
                    Refusal.explained(
                            ServiceError.CONCURRENT_REGISTRATION,
                            "the device changed meanwhile: " + by.text());
            case HubAnswer.Refused(var refusal) -> refusal;
            case HubAnswer.Elsewhere(var refusal) -> refusal;
            case HubAnswer.Unknown(var reason, _, _) ->
                    Refusal.explained(ServiceError.UNAVAILABLE, reason);
        };
    }

    private Outcome change(
            Wish wish, Function<RegistrationStore.Current, RegistrationChange<Outcome>> decision) {
        return registrations.changeRegistration(
                wish.scope(),
                wish.id(),
                current -> {
                    var row = current.registration();
                    if (row == null) {
                        return new RegistrationChange.Leave<>(missing());
                    }
                    if (current.running() != null
                            && current.running().state() == OperationState.UNKNOWN) {
                        return new RegistrationChange.Leave<>(newerAtWork());
                    }
                    return wish.precondition().holds(Optional.of(row.etag()))
                            ? decision.apply(current)
                            : new RegistrationChange.Leave<>(stale());
                });
    }

    private static RegistrationChange<Outcome> block(
            RegistrationStore.Current current, Wish wish, Registration.Block block, Act act) {
        var row = current.registration();
        if (row == null) {
            return new RegistrationChange.Leave<>(missing());
        }
        var now = current.now();
        boolean gone = block == Registration.Block.DECOMMISSIONED;
        var running = current.running();
        var failure =
                new RegistrationFailure(
                        ServiceError.UNAUTHORIZED,
                        gone ? "The device is decommissioned" : "The device is disabled");
        var ended =
                running == null
                        ? null
                        : running.with(
                                running.progress()
                                        .failing(OperationState.FAILED, failure)
                                        .endedAs(OperationState.FAILED, now));
        var next =
                row.blocked(block)
                        .next(
                                RegistrationStatus.DISABLED,
                                row.generation() + 1,
                                row.operationId(),
                                failure,
                                gone ? null : kept(row),
                                act.etag(),
                                now);
        var marker = HubMarker.of(row.scope(), next.generation(), act.id());
        return new RegistrationChange.Write<>(
                new Outcome.Done(next),
                next,
                ended,
                inHub(current, row, marker, gone),
                event(wish, now, gone ? "device.decommissioned" : "device.disabled"));
    }

    /// The assignment, without the tag it was made by if the device had asked for something else
    /// since and did not get it.
    private static Registration.@Nullable Assignment kept(Registration row) {
        boolean stood = row.status() == RegistrationStatus.ASSIGNED || row.block() != null;
        var assignment = row.assignment();
        return stood || assignment == null ? assignment : assignment.unconfirmed();
    }

    private static List<WorkItem> inHub(
            RegistrationStore.Current current, Registration row, HubMarker marker, boolean gone) {
        var work = new ArrayList<>(compensation(current));
        var place = row.place();
        if (place != null) {
            work.add(errand(place, marker, gone).item(row.scope(), current.now()));
        }
        var leftBehind = row.leftBehind();
        if (leftBehind != null && !leftBehind.equals(place)) {
            work.add(errand(leftBehind, marker, gone).item(row.scope(), current.now()));
        }
        return work;
    }

    private static HubErrand errand(Placement place, HubMarker marker, boolean gone) {
        return gone
                ? HubErrand.remove(place.hub(), place.deviceId(), marker, false)
                : HubErrand.disable(place.hub(), place.deviceId(), marker);
    }

    /// What the operation that is ended here may have made.
    private static List<WorkItem> compensation(RegistrationStore.Current current) {
        var running = current.running();
        return running == null ? List.of() : RegistrationMachine.leftovers(running, current.now());
    }

    private static RegistrationChange<Outcome> unblock(
            RegistrationStore.Current current, Registration prepared, Wish wish, Act act) {
        var row = current.registration();
        if (row == null) {
            return new RegistrationChange.Leave<>(missing());
        }
        if (row.block() == null || row.generation() != prepared.generation()) {
            return new RegistrationChange.Leave<>(stale());
        }
        if (!current.now().isBefore(prepared.updatedAt().plus(REGRET_AFTER))) {
            return new RegistrationChange.Leave<>(regretted());
        }
        var assignment = row.assignment();
        // Without the tag nobody knows whether the hub holds what the device asked for last.
        boolean stands = assignment != null && assignment.enrollmentEtag() != null;
        var next =
                row.blocked(null)
                        .next(
                                stands
                                        ? RegistrationStatus.ASSIGNED
                                        : RegistrationStatus.UNASSIGNED,
                                row.generation(),
                                row.operationId(),
                                null,
                                assignment,
                                act.etag(),
                                current.now());
        return new RegistrationChange.Write<>(
                new Outcome.Done(next),
                next,
                null,
                List.of(),
                regrets(prepared, act, current.now()).stream().map(WorkItem::name).toList(),
                event(wish, current.now(), "device.enabled"));
    }

    /// What is random about an act, decided before the transaction.
    private record Act(OperationId id, ETag etag) {}

    private Act act() {
        return new Act(OperationId.fresh(random), ETag.fresh(random));
    }

    /// Let in all the same, the device could be assigned to it again, and find itself disabled.
    private static Refusal unlinked(Placement place) {
        return Refusal.explained(
                ServiceError.NO_HUB_AVAILABLE,
                place.hub()
                        + " is not linked, so the identity there cannot be enabled; link it, or"
                        + " decommission the device first");
    }

    private static Outcome regretted() {
        return new Outcome.Refused(
                Refusal.explained(ServiceError.UNAVAILABLE, "the hub took too long; try again"));
    }

    private static Outcome missing() {
        return new Outcome.Refused(
                Refusal.of(ServiceError.REGISTRATION_NOT_FOUND, "never registered"));
    }

    private static Outcome blocked() {
        return new Outcome.Refused(
                Refusal.explained(
                        ServiceError.DEVICE_BLOCKED, "the device is kept out; enable it first"));
    }

    /// What such an operation may have made, and how to end it, only its own release knows.
    private static Outcome newerAtWork() {
        return new Outcome.Refused(
                Refusal.explained(
                        ServiceError.UNAVAILABLE,
                        "a node of a newer release is assigning the device; try again, or ask a"
                                + " node of that release"));
    }

    private static Outcome stale() {
        return new Outcome.Refused(
                Refusal.of(ServiceError.ETAG_MISMATCH, "the registration has changed"));
    }

    private static AuditEvent event(Wish wish, Instant now, String action) {
        return wish.caller().event(now, wish.scope().value(), action, wish.id().value(), "ok");
    }
}
