package berth.core.hub;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.id.HubHostName;

import java.util.List;

/// An embedded hub: its host name and who may manage it.
public record EmbeddedHubDefinition(
        String name, HubHostName hostName, List<AccessPolicy<HubRight>> policies) {
    public EmbeddedHubDefinition {
        policies = List.copyOf(policies);
    }
}
