package berth.server.failpoint;

import berth.core.failpoint.Failpoints;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubRegistry;
import berth.core.hub.LinkedHub;

/// Puts failpoints around every registry it finds.
public final class FailpointHubDirectory implements HubDirectory {
    private final HubDirectory hubs;
    private final Failpoints failpoints;

    public FailpointHubDirectory(HubDirectory hubs, Failpoints failpoints) {
        this.hubs = hubs;
        this.failpoints = failpoints;
    }

    @Override
    public HubRegistry registry(LinkedHub hub) {
        return new FailpointHubRegistry(hubs.registry(hub), failpoints);
    }
}
