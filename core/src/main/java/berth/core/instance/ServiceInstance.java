package berth.core.instance;

import berth.core.access.AccessPolicy;
import berth.core.access.Right;
import berth.core.allocation.AllocationPolicy;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;

import java.util.List;
import java.util.Optional;

/// One tenant: its ID scope, its hosts, who may operate it and which hubs it assigns to. Source:
/// dps-service-api, section 6.1.
///
/// @param deviceHost where devices call; several instances may share it
/// @param serviceHost the service operations host; it tells instances apart
public record ServiceInstance(
        IdScope scope,
        String name,
        HostName deviceHost,
        HostName serviceHost,
        AllocationPolicy allocationPolicy,
        List<AccessPolicy<Right>> policies,
        List<LinkedHub> linkedHubs,
        ETag etag) {
    public ServiceInstance {
        policies = List.copyOf(policies);
        linkedHubs = List.copyOf(linkedHubs);
        if (allocationPolicy == AllocationPolicy.CUSTOM) {
            throw new IllegalArgumentException("custom allocation exists only on enrollments");
        }
        if (linkedHubs.stream().map(LinkedHub::hostName).distinct().count() != linkedHubs.size()) {
            throw new IllegalArgumentException("a hub is linked twice");
        }
    }

    public Optional<LinkedHub> linkedHub(HubHostName hostName) {
        return linkedHubs.stream().filter(hub -> hub.hostName().equals(hostName)).findFirst();
    }
}
