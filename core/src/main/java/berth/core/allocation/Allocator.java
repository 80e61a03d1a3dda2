package berth.core.allocation;

import berth.core.enrollment.EnrollmentSettings;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Chooses the hub for a registration by the policies that need nobody else's word.
///
/// Precedence (dps-service-api section 8.1): the enrollment's policy over the instance's; the
/// enrollment's hubs over all linked hubs. A hub that opted out of automatic policies
/// (`applyAllocationPolicy` false) is a candidate only where the operator named it, or where his
/// function decides. What becomes of hubs that drain or are in trouble is for [Candidates] to say.
public final class Allocator {
    /// What was chosen.
    public sealed interface Choice {
        /// A choice that leaves nothing to ask.
        sealed interface Settled extends Choice {}

        /// `reason` explains the choice to an operator.
        record Chosen(LinkedHub hub, String reason) implements Settled {
            Chosen adding(String explanation) {
                return new Chosen(hub, reason + explanation);
            }
        }

        /// Nobody can take the device; `reason` may be shown to it.
        record NoHub(String reason) implements Settled {}

        /// The operator's function must be asked; it has to choose among the candidates.
        record AskFunction(List<LinkedHub> candidates) implements Choice {
            public AskFunction {
                candidates = List.copyOf(candidates);
            }
        }
    }

    private Allocator() {}

    /// Chooses by the policy that applies.
    ///
    /// @param currentHub where the device is assigned now; null if nowhere
    /// @param conditions what is known of the hubs, drawn before
    public static Choice choose(
            RegistrationId id,
            EnrollmentSettings settings,
            ServiceInstance instance,
            @Nullable HubHostName currentHub,
            HubConditions conditions) {
        var policy = settings.effectiveAllocationPolicy().orElse(instance.allocationPolicy());
        return switch (policy) {
            case STATIC -> fixed(settings, instance, conditions);
            case CUSTOM -> {
                var allowed = named(settings, instance);
                yield allowed.isEmpty()
                        ? noHub(settings, instance)
                        : new Choice.AskFunction(
                                candidates(allowed, instance, currentHub, conditions)
                                        .forFunction());
            }
            case EVENLY_WEIGHTED, LOWEST_LATENCY ->
                    automatic(policy, id, settings, instance, currentHub, conditions);
        };
    }

    /// The choice for an enrollment whose function does not make one, because it left the hub out
    /// or could not be asked: by the instance's policy, among the enrollment's hubs. A static
    /// policy says nothing about several hubs, so then they count as evenly weighted.
    public static Choice.Settled withoutFunction(
            RegistrationId id,
            EnrollmentSettings settings,
            ServiceInstance instance,
            @Nullable HubHostName currentHub,
            HubConditions conditions) {
        return automatic(
                instance.allocationPolicy(), id, settings, instance, currentHub, conditions);
    }

    private static Choice.Settled automatic(
            AllocationPolicy policy,
            RegistrationId id,
            EnrollmentSettings settings,
            ServiceInstance instance,
            @Nullable HubHostName currentHub,
            HubConditions conditions) {
        var allowed =
                settings.allowedHubs().isPresent()
                        ? named(settings, instance)
                        : instance.linkedHubs().stream()
                                .filter(LinkedHub::applyAllocationPolicy)
                                .toList();
        if (allowed.isEmpty()) {
            return noHub(settings, instance);
        }
        var candidates = candidates(allowed, instance, currentHub, conditions);
        return candidates.settle(
                hubs ->
                        policy == AllocationPolicy.LOWEST_LATENCY
                                ? LowestLatency.choose(id, hubs, candidates.current(), conditions)
                                : evenlyWeighted(id, hubs));
    }

    private static Choice.Chosen evenlyWeighted(RegistrationId id, List<LinkedHub> hubs) {
        return new Choice.Chosen(
                WeightedRendezvous.choose(id, hubs),
                hubs.size() == 1
                        ? "the only hub to choose from"
                        : "evenly weighted among %d hubs".formatted(hubs.size()));
    }

    /// The one hub is the operator's word: no state of the hub changes it.
    private static Choice.Settled fixed(
            EnrollmentSettings settings, ServiceInstance instance, HubConditions conditions) {
        if (settings.allowedHubs().isEmpty()) {
            return instance.linkedHubs().isEmpty()
                    ? noHub(settings, instance)
                    : new Choice.NoHub("the static policy needs a hub named in the enrollment");
        }
        var hubs = named(settings, instance);
        if (hubs.isEmpty()) {
            return noHub(settings, instance);
        }
        if (hubs.size() > 1) {
            return new Choice.NoHub("the static policy needs exactly one hub in the enrollment");
        }
        var hub = hubs.getFirst();
        return new Choice.Chosen(
                hub,
                "static"
                        + (hub.draining() ? ", though the hub is draining" : "")
                        + (conditions.isUnwell(hub) ? ", though the hub is unwell" : ""));
    }

    private static List<LinkedHub> named(EnrollmentSettings settings, ServiceInstance instance) {
        return settings.allowedHubs()
                .map(
                        names ->
                                instance.linkedHubs().stream()
                                        .filter(hub -> names.contains(hub.hostName()))
                                        .toList())
                .orElse(instance.linkedHubs());
    }

    private static Candidates candidates(
            List<LinkedHub> allowed,
            ServiceInstance instance,
            @Nullable HubHostName currentHub,
            HubConditions conditions) {
        return instance.avoidUnwellHubs()
                ? Candidates.avoidingTrouble(allowed, currentHub, conditions)
                : Candidates.all(allowed, currentHub);
    }

    private static Choice.NoHub noHub(EnrollmentSettings settings, ServiceInstance instance) {
        if (instance.linkedHubs().isEmpty()) {
            return new Choice.NoHub("no hub is linked to this service");
        }
        return new Choice.NoHub(
                settings.allowedHubs().isPresent()
                        ? "none of the hubs the enrollment allows is linked"
                        : "every linked hub is kept out of automatic allocation");
    }
}
