package berth.server;

import berth.connector.hub.HubHealth;
import berth.core.allocation.HubConditions;
import berth.core.allocation.HubWatch;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;
import berth.core.instance.ServiceInstance;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What this node knows of linked hubs: their health by the calls it made, their nearness by its
/// probes. A hub it has never called counts as well, and so does one that was unwell for so long
/// that it may have recovered: somebody has to find out.
final class HubWatching implements HubWatch {
    private final Function<HubHostName, Optional<HubHealth>> health;
    private final Function<Collection<LinkedHub>, Map<HubHostName, Duration>> latencies;
    private final InstantSource clock;

    /// @param health of a hub; empty for one inside this process and for one never called
    /// @param latencies of these hubs, as far as they are known
    /// @param clock the one by which the health of hubs is told
    HubWatching(
            Function<HubHostName, Optional<HubHealth>> health,
            Function<Collection<LinkedHub>, Map<HubHostName, Duration>> latencies,
            InstantSource clock) {
        this.health = health;
        this.latencies = latencies;
        this.clock = clock;
    }

    @Override
    public HubConditions conditions(ServiceInstance instance) {
        var now = clock.instant();
        var unwell =
                instance.linkedHubs().stream()
                        .map(LinkedHub::hostName)
                        .filter(hub -> health.apply(hub).filter(h -> !h.usable(now)).isPresent())
                        .collect(Collectors.toUnmodifiableSet());
        return new HubConditions(unwell, latencies.apply(instance.linkedHubs()));
    }
}
