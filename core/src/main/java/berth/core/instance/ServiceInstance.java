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
/// @param avoidUnwellHubs whether automatic allocation looks at the state of hubs: none is chosen
///   that drains, and no new device goes to one in trouble, while the enrollment allows another.
///   False is strict parity with the original, which knows neither; for hubs that drain too
public record ServiceInstance(
        IdScope scope,
        String name,
        HostName deviceHost,
        HostName serviceHost,
        AllocationPolicy allocationPolicy,
        List<AccessPolicy<Right>> policies,
        List<LinkedHub> linkedHubs,
        boolean avoidUnwellHubs,
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

    /// An instance that avoids unwell hubs, as new ones do.
    public ServiceInstance(
            IdScope scope,
            String name,
            HostName deviceHost,
            HostName serviceHost,
            AllocationPolicy allocationPolicy,
            List<AccessPolicy<Right>> policies,
            List<LinkedHub> linkedHubs,
            ETag etag) {
        this(
                scope,
                name,
                deviceHost,
                serviceHost,
                allocationPolicy,
                policies,
                linkedHubs,
                true,
                etag);
    }

    public Optional<LinkedHub> linkedHub(HubHostName hostName) {
        return linkedHubs.stream().filter(hub -> hub.hostName().equals(hostName)).findFirst();
    }

    public ServiceInstance withLinkedHubs(List<LinkedHub> hubs) {
        return new ServiceInstance(
                scope,
                name,
                deviceHost,
                serviceHost,
                allocationPolicy,
                policies,
                hubs,
                avoidUnwellHubs,
                etag);
    }

    /// The instance as if this hub were not linked.
    public ServiceInstance without(HubHostName hub) {
        return withLinkedHubs(
                linkedHubs.stream().filter(linked -> !linked.hostName().equals(hub)).toList());
    }
}
