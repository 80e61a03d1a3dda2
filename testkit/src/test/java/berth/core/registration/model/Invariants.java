package berth.core.registration.model;

import berth.core.hub.HubMarker;
import berth.core.id.HubHostName;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.model.HubState.Identity;
import berth.core.work.HubErrand;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a world is as it must be, whatever goes on in it.
record Invariants(World world) {
    static final List<HubHostName> HUBS = List.of(Cast.REMOTE, Cast.EMBEDDED);

    record Breach(Invariant invariant, String what) {}

    Optional<Breach> breach() {
        return Stream.of(oneRuns(), assignedIsTrue(), keptOut())
                .filter(Objects::nonNull)
                .findFirst()
                .or(this::orphan)
                .or(this::vanished);
    }

    private @Nullable Breach oneRuns() {
        long running =
                world.store().operations().stream()
                        .filter(operation -> !operation.state().isFinal())
                        .count();
        return running <= 1 ? null : new Breach(Invariant.I1, running + " operations run");
    }

    private @Nullable Breach assignedIsTrue() {
        var row = world.store().registration();
        if (row == null || row.status() != RegistrationStatus.ASSIGNED || row.place() == null) {
            return null;
        }
        var hub = row.place().hub();
        var identity = world.hub(hub).identity();
        boolean usable =
                identity != null
                        && identity.enabled()
                        && identity.credential().equals(row.credential());
        return usable || !world.isLinked(hub)
                ? null
                : new Breach(Invariant.I3, "assigned to " + hub + ", which holds " + identity);
    }

    private @Nullable Breach keptOut() {
        var row = world.store().registration();
        if (row == null || row.block() == null || beingEnabled()) {
            return null;
        }
        return HUBS.stream()
                .filter(world::isLinked)
                .filter(hub -> isEnabled(world.hub(hub).identity()))
                .filter(hub -> !isCaredFor(hub))
                .findFirst()
                .map(hub -> new Breach(Invariant.KEPT_OUT, row.block() + ", but enabled in " + hub))
                .orElse(null);
    }

    private boolean beingEnabled() {
        return !(world.workers().get(World.OPERATOR) instanceof Actor.Idle);
    }

    private static boolean isEnabled(@Nullable Identity identity) {
        return identity != null && identity.enabled();
    }

    private Optional<Breach> vanished() {
        var store = world.store();
        long there = store.items().size() + beingQueued().filter(this::isNew).count();
        return store.enqueued() == there
                ? Optional.empty()
                : Optional.of(
                        new Breach(
                                Invariant.I9,
                                store.enqueued() + " items enqueued, " + there + " there"));
    }

    private boolean isNew(WorkItem item) {
        return world.store().item(item.name()).isEmpty();
    }

    private Stream<WorkItem> beingQueued() {
        return world.workers().stream()
                .flatMap(
                        actor ->
                                actor instanceof Actor.Queueing(var work, _)
                                        ? work.stream()
                                        : Stream.<WorkItem>empty());
    }

    /// An identity that belongs to nobody, and that nobody is to remove.
    private Optional<Breach> orphan() {
        return HUBS.stream()
                .filter(world::isLinked)
                .filter(hub -> world.hub(hub).identity() != null)
                .filter(hub -> !belongs(hub) && !isCaredFor(hub))
                .findFirst()
                .map(this::orphan);
    }

    private Breach orphan(HubHostName hub) {
        var marker = world.hub(hub).identity().marker();
        boolean ofFailure =
                marker == null
                        || world.store()
                                .operation(marker.operation())
                                .filter(maker -> hasFailed(maker))
                                .isPresent();
        return new Breach(
                ofFailure ? Invariant.I8 : Invariant.I4,
                "nobody removes " + world.hub(hub).identity() + " from " + hub);
    }

    private static boolean hasFailed(Operation operation) {
        return operation.state() == OperationState.FAILED
                || operation.state() == OperationState.CANCELLED;
    }

    boolean belongs(HubHostName hub) {
        var row = world.store().registration();
        var removed = world.store().removed();
        boolean out = row != null && row.block() == Registration.Block.DECOMMISSIONED;
        return (row != null && hub.equals(row.assignedHub()))
                || (row != null
                        && !out
                        && row.leftBehind() != null
                        && hub.equals(row.leftBehind().hub()))
                || (removed != null
                        && removed.leftBehind() != null
                        && hub.equals(removed.leftBehind().hub()))
                || world.store().running().filter(running -> isTarget(running, hub)).isPresent();
    }

    private static boolean isTarget(Operation running, HubHostName hub) {
        return running.plan() != null && running.targetHub().equals(hub);
    }

    /// Whether there is work, not done, about the device in this hub.
    private boolean isCaredFor(HubHostName hub) {
        var stored =
                world.store().items().stream()
                        .filter(entry -> entry.state() != WorkEntry.State.DONE)
                        .map(WorkEntry::item);
        return Stream.concat(beingQueued(), stored)
                .flatMap(item -> HubErrand.of(item.detail()).stream())
                .anyMatch(errand -> errand.hub().equals(hub));
    }

    /// Whether `later` was begun after `earlier`: the names of the model say so.
    static boolean isLater(HubMarker later, HubMarker earlier) {
        return later.operation().value().compareTo(earlier.operation().value()) > 0;
    }
}
