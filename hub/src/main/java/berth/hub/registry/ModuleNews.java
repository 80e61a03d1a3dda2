package berth.hub.registry;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;

/// Who is told of changes of modules as soon as they are stored. Must not block for long and must
/// not throw: the change has happened.
@FunctionalInterface
public interface ModuleNews {
    /// Nobody.
    ModuleNews NONE = (_, _, _) -> {};

    /// A module was created, changed or removed, or may have been: the store did not say.
    ///
    /// @param desired what became of the desired properties
    void changed(HubHostName hub, HubClient module, DeviceNews.Desired desired);
}
