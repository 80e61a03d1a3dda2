package berth.endpoint.service;

import berth.core.allocation.HubReport;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;

/// What this endpoint shows of hubs beside their links. Says at once what is known, from any
/// thread; calls no hub.
public interface HubsView {
    /// Whether there is an embedded hub of this name in this service.
    boolean embedded(HubHostName hub);

    /// What is known of a linked hub.
    HubReport report(LinkedHub hub);
}
