package berth.server;

import berth.core.hub.HubDirectory;
import berth.core.hub.HubLink;
import berth.core.hub.HubRegistry;
import berth.core.hub.LinkedHub;
import berth.hub.registry.EmbeddedHubs;

import java.util.function.Function;

/// Finds the registry behind a link: in this process, or by a connector.
final class LinkedHubs implements HubDirectory {
    private final EmbeddedHubs embedded;
    private final Function<LinkedHub, HubRegistry> remote;

    /// @param remote makes the registry of a hub outside this process
    LinkedHubs(EmbeddedHubs embedded, Function<LinkedHub, HubRegistry> remote) {
        this.embedded = embedded;
        this.remote = remote;
    }

    @Override
    public HubRegistry registry(LinkedHub hub) {
        return switch (hub.link()) {
            case HubLink.Embedded() ->
                    embedded.hub(hub.hostName())
                            .<HubRegistry>map(found -> found)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "no embedded hub " + hub.hostName()));
            case HubLink.Azure _ -> remote.apply(hub);
        };
    }
}
