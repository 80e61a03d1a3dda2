package berth.core.registration.simulation;

import berth.core.hub.HubMarker;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.AssignmentPlan;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore.Current;
import berth.core.work.HubErrand;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.testkit.store.InMemoryRegistrationStore;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Stands beside the store and the hubs and looks at every transition at the moment it is
/// committed: what may hold never less than always.
final class Watcher {
    private final InMemoryRegistrationStore store;
    private final CountedAudit audit;
    private final Map<HubHostName, ModelHub> hubs;
    private final Map<OperationId, AssignmentPlan> plans = new HashMap<>();
    private final Set<WorkItem.Name> enqueued = new HashSet<>();
    private final Map<String, Long> withoutPlace = new HashMap<>();

    Watcher(InMemoryRegistrationStore store, CountedAudit audit, Map<HubHostName, ModelHub> hubs) {
        this.store = store;
        this.audit = audit;
        this.hubs = hubs;
    }

    Set<WorkItem.Name> enqueued() {
        return enqueued;
    }

    /// The device that a registration says it is, as its hub holds it now.
    @Nullable HeldDevice deviceOf(Registration row) {
        var place = row.place();
        return place == null ? null : hubs.get(place.hub()).device(place.deviceId());
    }

    Admission.Result admitted(
            IdScope scope, RegistrationId id, Supplier<Admission.Result> transaction) {
        int entries = audit.count();
        var result = transaction.get();
        int most = 1;
        int least = result instanceof Admission.Result.Opened ? 1 : 0;
        requireEntries(entries, least, most, "admission of " + id);
        long running =
                store.operations().stream()
                        .filter(op -> op.scope().equals(scope) && op.registrationId().equals(id))
                        .filter(op -> !op.state().isFinal())
                        .count();
        require(running <= 1, "I1", running + " running operations of " + id);
        boolean own =
                result.operation().scope().equals(scope)
                        && result.operation().registrationId().equals(id);
        require(own, "I11", id + " was given " + result.operation());
        return result;
    }

    boolean advanced(Operation before, RegistrationStep step, Supplier<Boolean> transaction) {
        int entries = audit.count();
        boolean written = transaction.get();
        if (!written) {
            requireEntries(entries, 0, 0, "lost lease of " + before.id());
            return false;
        }
        requireEntries(entries, 1, 1, "step of " + before.id());
        step.work().forEach(item -> enqueued.add(item.name()));
        requireSamePlan(step.operation());
        switch (step.operation().state()) {
            case SUCCEEDED -> requireBacked(step.operation());
            case FAILED -> requireNothingLeft(step.operation());
            case ADMITTED, PLANNED, CAPTURED, HUB_READY, UNWINDING, CANCELLED -> {}
            case UNKNOWN -> throw new AssertionError("stepped into a state nobody knows");
        }
        return true;
    }

    <A> A changed(
            IdScope scope,
            RegistrationId id,
            Function<Current, RegistrationChange<A>> rule,
            Function<Function<Current, RegistrationChange<A>>, A> transaction) {
        int entries = audit.count();
        var made = new Made<A>();
        var answer =
                transaction.apply(
                        current -> {
                            made.running = current.running();
                            made.change = rule.apply(current);
                            return made.change;
                        });
        switch (made.change) {
            case RegistrationChange.Leave<A> _ ->
                    requireEntries(entries, 0, 0, "nothing done to " + id);
            case RegistrationChange.Write<A> write -> {
                requireEntries(entries, 1, 1, "act on " + id);
                write.work().forEach(item -> enqueued.add(item.name()));
                if (write.registration().place() == null) {
                    withoutPlace.put(scope + "/" + id, write.registration().generation());
                }
                requireNothingLeft(made.running);
            }
            case RegistrationChange.Remove<A> remove -> {
                requireEntries(entries, 1, 1, "removal of " + id);
                remove.work().forEach(item -> enqueued.add(item.name()));
                requireNothingLeft(made.running);
            }
        }
        return answer;
    }

    private static final class Made<A> {
        private RegistrationChange<A> change;
        private @Nullable Operation running;
    }

    boolean finished(WorkStep step, Supplier<Boolean> transaction) {
        int entries = audit.count();
        boolean written = transaction.get();
        int expected = written && !(step instanceof WorkStep.Again) ? 1 : 0;
        requireEntries(entries, expected, expected, "work step " + step);
        if (written && step instanceof WorkStep.Done(_, var next, _)) {
            next.forEach(item -> enqueued.add(item.name()));
        }
        return written;
    }

    private void requireEntries(int before, int least, int most, String what) {
        int written = audit.count() - before;
        require(
                written >= least && written <= most,
                "I10",
                "%d audit entries for %s".formatted(written, what));
    }

    private void requireSamePlan(Operation operation) {
        var plan = operation.plan();
        if (plan == null) {
            require(!plans.containsKey(operation.id()), "I6", "lost its plan: " + operation);
            return;
        }
        var before = plans.putIfAbsent(operation.id(), plan);
        require(before == null || before.equals(plan), "I6", "the plan of " + operation);
    }

    /// I3 at the moment of the assignment.
    private void requireBacked(Operation operation) {
        var order = operation.order();
        var device = hubs.get(operation.targetHub()).device(order.deviceId());
        require(
                device != null
                        && device.marker().filter(order.marker()::equals).isPresent()
                        && device.authentication().equals(order.authentication()),
                "I3",
                "assigned, but the hub holds " + device + " instead of " + order);
    }

    /// I8 at the moment of the failure: what the operation made is gone, or somebody will look.
    private void requireNothingLeft(@Nullable Operation operation) {
        if (operation == null || operation.plan() == null) {
            return;
        }
        var order = operation.settledPlan().order();
        for (var hub : operation.settledPlan().hubs()) {
            var device = hubs.get(hub).device(order.deviceId());
            boolean left = device != null && device.createdBy(order.marker());
            require(
                    !left || isLookedAfter(hub, order.deviceId().value(), order.marker()),
                    "I8",
                    "%s left %s in %s".formatted(operation.id(), device, hub));
        }
    }

    private boolean isLookedAfter(HubHostName hub, String deviceId, HubMarker marker) {
        return store.work().all().stream()
                .filter(entry -> entry.state() != WorkEntry.State.DONE)
                .flatMap(entry -> HubErrand.of(entry.item().detail()).stream())
                .anyMatch(
                        errand ->
                                errand.hub().equals(hub)
                                        && errand.deviceId().value().equals(deviceId)
                                        && !marker.newerThan(errand.marker()));
    }

    /// I3 at the moment a device is told: its identity stood there, enabled, with its credentials.
    void told(Operation operation, Sighting sighting) {
        var row = sighting.registration();
        boolean assigned =
                operation.state() == OperationState.SUCCEEDED
                        && row.status() == RegistrationStatus.ASSIGNED
                        && row.operationId().equals(operation.id());
        if (!assigned) {
            return;
        }
        var device = sighting.device();
        require(
                device != null
                        && (device.enabled() || wasDisabledBeforeItsRemoval(row, device))
                        && device.authentication().equals(operation.intake().authentication()),
                "I3",
                "told assigned to %s, but there is %s".formatted(row.place(), device));
    }

    /// A gap, known: taking over never enables, because what an operator disabled in the hub must
    /// stay so, and a hub cannot tell that from what the service disabled. So an identity that was
    /// disabled, and then was to be removed because the device was decommissioned, stays disabled
    /// if the device is let in again and assigned to it before the removal was carried out.
    boolean wasDisabledBeforeItsRemoval(Registration row, HeldDevice device) {
        var place = row.place();
        long lost = withoutPlace.getOrDefault(row.scope() + "/" + row.registrationId(), 0L);
        return place != null
                && hubs.get(place.hub()).ledger().reversed().stream()
                        .filter(entry -> entry.deviceId().equals(device.deviceId()))
                        .filter(ModelHub.Applied::disables)
                        .findFirst()
                        .filter(entry -> entry.marker().generation() <= lost)
                        .isPresent();
    }

    static void require(boolean holds, String invariant, String what) {
        if (!holds) {
            throw new Violation(invariant, what);
        }
    }

    /// Every operation that was ever planned.
    List<OperationId> planned() {
        return List.copyOf(plans.keySet());
    }
}
