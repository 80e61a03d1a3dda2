package berth.core.allocation;

import berth.core.instance.ServiceInstance;

/// Whoever watches the hubs. Says at once what is known, from any thread; asks nobody.
@FunctionalInterface
public interface HubWatch {
    /// What is known now of the hubs linked to `instance`.
    HubConditions conditions(ServiceInstance instance);
}
