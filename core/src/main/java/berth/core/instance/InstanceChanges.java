package berth.core.instance;

import berth.core.allocation.AllocationPolicy;
import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.enrollment.Precondition;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.LinkedHub;
import berth.core.hub.LinkedHubDraft;
import berth.core.id.ETag;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One operator's change of an instance: which hubs it assigns to, and how it chooses among them.
/// Decides on the row a store shows; an instance that is already as wanted is left alone, so that a
/// repeated wish neither moves its tag nor fills the audit trail.
///
/// An instance and its linked hubs have one tag between them.
///
/// @param precondition about the linked hub, or the instance
/// @param next the tag after the change
///
///   Source: dps-service-api, section 6.
public record InstanceChanges(Precondition precondition, ETag next, Caller caller, Instant now) {
    /// Of one instance. Source: dps-service-api, section 6.2.
    public static final int LINKED_HUBS_MAX = 50;

    /// What became of a wish.
    public sealed interface Outcome {
        /// The instance is as wanted.
        record Done(ServiceInstance instance) implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    /// Links the hub, or replaces its link.
    ///
    /// @param embeddedHere whether there is an embedded hub of this name
    public Change<ServiceInstance, Outcome> link(
            Optional<ServiceInstance> stored,
            HubHostName hub,
            LinkedHubDraft draft,
            boolean embeddedHere) {
        if (stored.isEmpty()) {
            return gone();
        }
        var instance = stored.get();
        var known = instance.linkedHub(hub);
        if (!precondition.holds(known.map(_ -> instance.etag()))) {
            return precondition instanceof Precondition.Absent
                    ? refused(ServiceError.HUB_LINKED_ALREADY, hub + " is linked")
                    : stale();
        }
        if (known.isEmpty() && instance.linkedHubs().size() >= LINKED_HUBS_MAX) {
            return wrong("an instance has at most %d linked hubs".formatted(LINKED_HUBS_MAX));
        }
        return switch (LinkedHubRules.whole(hub, known.orElse(null), draft, embeddedHere)) {
            case LinkedHubRules.Judged.Bad(String why) -> wrong(why);
            case LinkedHubRules.Judged.Good(LinkedHub linked) ->
                    put(instance, with(instance, linked), "linkedHub.linked", hub.value());
        };
    }

    /// Changes what `draft` says of a linked hub and nothing else.
    public Change<ServiceInstance, Outcome> change(
            Optional<ServiceInstance> stored, HubHostName hub, LinkedHubDraft draft) {
        return onLinked(
                stored,
                hub,
                (instance, known) ->
                        switch (LinkedHubRules.part(known, draft)) {
                            case LinkedHubRules.Judged.Bad(String why) -> wrong(why);
                            case LinkedHubRules.Judged.Good(LinkedHub linked) ->
                                    put(
                                            instance,
                                            with(instance, linked),
                                            "linkedHub.changed",
                                            hub.value());
                        });
    }

    /// Forgets the link. Devices in the hub stay there; enrollments may go on naming it.
    public Change<ServiceInstance, Outcome> unlink(
            Optional<ServiceInstance> stored, HubHostName hub) {
        return onLinked(
                stored,
                hub,
                (instance, _) ->
                        put(instance, instance.without(hub), "linkedHub.unlinked", hub.value()));
    }

    /// Changes how hubs are chosen; null leaves a setting alone.
    public Change<ServiceInstance, Outcome> allocation(
            Optional<ServiceInstance> stored,
            @Nullable AllocationPolicy policy,
            @Nullable Boolean avoidUnwellHubs) {
        if (stored.isEmpty()) {
            return gone();
        }
        var instance = stored.get();
        if (!precondition.holds(Optional.of(instance.etag()))) {
            return stale();
        }
        if (policy == AllocationPolicy.CUSTOM) {
            return refused(
                    ServiceError.INVALID_ALLOCATION,
                    "custom allocation exists only on enrollments");
        }
        var wanted =
                new ServiceInstance(
                        instance.scope(),
                        instance.name(),
                        instance.deviceHost(),
                        instance.serviceHost(),
                        policy == null ? instance.allocationPolicy() : policy,
                        instance.policies(),
                        instance.linkedHubs(),
                        avoidUnwellHubs == null ? instance.avoidUnwellHubs() : avoidUnwellHubs,
                        instance.etag());
        return put(instance, wanted, "allocation.changed", instance.scope().value());
    }

    /// A decision about a hub that is linked.
    private interface Decision {
        Change<ServiceInstance, Outcome> about(ServiceInstance instance, LinkedHub known);
    }

    private Change<ServiceInstance, Outcome> onLinked(
            Optional<ServiceInstance> stored, HubHostName hub, Decision decision) {
        var known = stored.flatMap(instance -> instance.linkedHub(hub));
        if (stored.isEmpty() || known.isEmpty()) {
            return refused(ServiceError.LINKED_HUB_NOT_FOUND, "no hub " + hub + " is linked");
        }
        return precondition.holds(stored.map(ServiceInstance::etag))
                ? decision.about(stored.get(), known.get())
                : stale();
    }

    private Change<ServiceInstance, Outcome> put(
            ServiceInstance before, ServiceInstance wanted, String action, String target) {
        if (wanted.equals(before)) {
            return new Change.Leave<>(new Outcome.Done(before));
        }
        var tagged =
                new ServiceInstance(
                        wanted.scope(),
                        wanted.name(),
                        wanted.deviceHost(),
                        wanted.serviceHost(),
                        wanted.allocationPolicy(),
                        wanted.policies(),
                        wanted.linkedHubs(),
                        wanted.avoidUnwellHubs(),
                        next);
        return new Change.Put<>(
                tagged,
                new Outcome.Done(tagged),
                caller.event(now, wanted.scope().value(), action, target, "ok"));
    }

    /// A hub that was linked keeps its place in the list.
    private static ServiceInstance with(ServiceInstance instance, LinkedHub linked) {
        List<LinkedHub> hubs = new ArrayList<>(instance.linkedHubs());
        hubs.replaceAll(hub -> hub.hostName().equals(linked.hostName()) ? linked : hub);
        if (instance.linkedHub(linked.hostName()).isEmpty()) {
            hubs.add(linked);
        }
        return instance.withLinkedHubs(hubs);
    }

    private static Change<ServiceInstance, Outcome> wrong(String why) {
        return refused(ServiceError.INVALID_ARGUMENT, why);
    }

    private static Change<ServiceInstance, Outcome> stale() {
        return new Change.Leave<>(
                new Outcome.Refused(
                        Refusal.of(ServiceError.ETAG_MISMATCH, "the instance has changed")));
    }

    /// It was there when the request was routed.
    private static Change<ServiceInstance, Outcome> gone() {
        return refused(ServiceError.NOT_FOUND, "the instance is gone");
    }

    private static Change<ServiceInstance, Outcome> refused(ServiceError error, String why) {
        return new Change.Leave<>(new Outcome.Refused(Refusal.explained(error, why)));
    }
}
