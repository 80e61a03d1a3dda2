package berth.core.hub;

import berth.core.id.HubHostName;

/// A hub that a provisioning service may assign devices to. Source: dps-service-api, section 6.2.
///
/// @param allocationWeight 1 to 1000, the hub's share under the evenly weighted policy
/// @param applyAllocationPolicy false keeps it out of automatic policies
public record LinkedHub(
        HubHostName hostName,
        HubLink link,
        String location,
        int allocationWeight,
        boolean applyAllocationPolicy) {
    public static final int WEIGHT_MAX = 1000;

    public LinkedHub {
        if (allocationWeight < 1 || allocationWeight > WEIGHT_MAX) {
            throw new IllegalArgumentException("an allocation weight is 1 to 1000");
        }
    }

    /// An embedded hub of weight 1.
    public static LinkedHub embedded(HubHostName hostName) {
        return new LinkedHub(hostName, new HubLink.Embedded(), "local", 1, true);
    }
}
