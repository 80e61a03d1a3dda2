package berth.core.allocation;

import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is known of the hubs at the moment of a decision. Drawn before it, so that the decision
/// itself asks nobody.
///
/// @param unwell hubs that should be given no new device: they do not answer, refuse our link, or
///   are full
/// @param latencies what connecting to a hub takes as measured of late; a hub that is missing has
///   not been measured
public record HubConditions(Set<HubHostName> unwell, Map<HubHostName, Duration> latencies) {
    /// Nothing is known against any hub, nor how near it is.
    public static final HubConditions NONE = new HubConditions(Set.of(), Map.of());

    public HubConditions {
        unwell = Set.copyOf(unwell);
        latencies = Map.copyOf(latencies);
    }

    boolean isUnwell(LinkedHub hub) {
        return unwell.contains(hub.hostName());
    }

    /// The latency that counts: the operator's word, else what was measured.
    Optional<Duration> latency(LinkedHub hub) {
        return Optional.ofNullable(hub.pinnedLatency())
                .or(() -> Optional.ofNullable(latencies.get(hub.hostName())));
    }
}
