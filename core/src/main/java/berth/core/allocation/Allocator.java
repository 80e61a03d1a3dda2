package berth.core.allocation;

import berth.core.enrollment.EnrollmentSettings;
import berth.core.hub.LinkedHub;
import berth.core.id.RegistrationId;

import java.util.List;

/// Chooses the hub for a registration by the policies that need nobody else's word.
///
/// Precedence (dps-service-api section 8.1): the enrollment's policy over the instance's; the
/// enrollment's hubs over all linked hubs. A hub that opted out of automatic policies
/// (`applyAllocationPolicy` false) is a candidate only where the operator named it.
public final class Allocator {
    /// What was chosen.
    public sealed interface Choice {
        /// `reason` explains the choice to an operator.
        record Chosen(LinkedHub hub, String reason) implements Choice {}

        /// Nobody can take the device; `reason` may be shown to it.
        record NoHub(String reason) implements Choice {}

        /// The operator's function must be asked.
        record AskFunction(List<LinkedHub> candidates) implements Choice {
            public AskFunction {
                candidates = List.copyOf(candidates);
            }
        }
    }

    private Allocator() {}

    public static Choice choose(
            RegistrationId id,
            EnrollmentSettings settings,
            AllocationPolicy instancePolicy,
            List<LinkedHub> linkedHubs) {
        var named = settings.allowedHubs();
        var candidates =
                linkedHubs.stream()
                        .filter(
                                hub ->
                                        named.map(names -> names.contains(hub.hostName()))
                                                .orElse(hub.applyAllocationPolicy()))
                        .toList();
        var policy = settings.effectiveAllocationPolicy().orElse(instancePolicy);
        if (candidates.isEmpty()) {
            return new Choice.NoHub(
                    named.isPresent()
                            ? "none of the hubs the enrollment allows is linked"
                            : "no hub is linked to this service");
        }
        return switch (policy) {
            case EVENLY_WEIGHTED -> weighted(id, candidates, "evenly weighted");
            // Every hub counts as equally near until latencies are measured: then equals are
            // hashed across, as the original does.
            case LOWEST_LATENCY -> weighted(id, candidates, "lowest latency, equal by tolerance");
            case STATIC -> fixed(named.isPresent(), candidates);
            case CUSTOM -> new Choice.AskFunction(candidates);
        };
    }

    private static Choice weighted(RegistrationId id, List<LinkedHub> candidates, String policy) {
        return WeightedRendezvous.choose(id, candidates)
                .<Choice>map(
                        hub ->
                                new Choice.Chosen(
                                        hub,
                                        "%s among %d hubs".formatted(policy, candidates.size())))
                .orElseGet(() -> new Choice.NoHub("no candidate"));
    }

    private static Choice fixed(boolean named, List<LinkedHub> candidates) {
        if (!named) {
            return new Choice.NoHub("the static policy needs a hub named in the enrollment");
        }
        if (candidates.size() > 1) {
            return new Choice.NoHub("the static policy needs exactly one hub in the enrollment");
        }
        return new Choice.Chosen(candidates.getFirst(), "static");
    }
}
