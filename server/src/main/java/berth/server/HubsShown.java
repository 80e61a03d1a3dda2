package berth.server;

import berth.connector.hub.HubHealth;
import berth.core.allocation.HubReport;
import berth.core.allocation.LatencyEntry;
import berth.core.hub.HubLink;
import berth.core.hub.HubStore;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;
import berth.endpoint.service.HubsView;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What this node knows of linked hubs, as operators are shown it: the same that [HubWatching]
/// decides by, in full.
final class HubsShown implements HubsView {
    private final HubStore embedded;
    private final Function<HubHostName, Optional<HubHealth>> health;
    private final Function<Collection<LinkedHub>, Map<HubHostName, LatencyEntry>> latencies;

    /// @param health of a hub; empty for one never called
    /// @param latencies of these hubs, as far as they are known
    HubsShown(
            HubStore embedded,
            Function<HubHostName, Optional<HubHealth>> health,
            Function<Collection<LinkedHub>, Map<HubHostName, LatencyEntry>> latencies) {
        this.embedded = embedded;
        this.health = health;
        this.latencies = latencies;
    }

    @Override
    public boolean embedded(HubHostName hub) {
        return embedded.holds(hub);
    }

    @Override
    public HubReport report(LinkedHub hub) {
        return switch (hub.link()) {
            case HubLink.Embedded() -> HubReport.IN_PROCESS;
            case HubLink.Azure _ -> report(hub, health.apply(hub.hostName()));
        };
    }

    private HubReport report(LinkedHub hub, Optional<HubHealth> known) {
        return new HubReport(
                known.map(HubHealth::condition)
                        .map(HubsShown::condition)
                        .orElse(HubReport.Condition.WELL),
                known.map(HubHealth::lastError).orElse(""),
                known.map(HubHealth::since).orElse(null),
                latencies.apply(List.of(hub)).get(hub.hostName()));
    }

    private static HubReport.Condition condition(HubHealth.Condition condition) {
        return switch (condition) {
            case WELL -> HubReport.Condition.WELL;
            case UNREACHABLE -> HubReport.Condition.UNREACHABLE;
            case UNAUTHORIZED -> HubReport.Condition.UNAUTHORIZED;
            case FULL -> HubReport.Condition.FULL;
        };
    }
}
