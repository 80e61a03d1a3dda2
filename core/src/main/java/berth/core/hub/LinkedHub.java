package berth.core.hub;

import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// A hub that a provisioning service may assign devices to. Source: dps-service-api, section 6.2;
/// the last two members are ours.
///
/// @param allocationWeight 1 to 1000, the hub's share under the evenly weighted policy
/// @param applyAllocationPolicy false keeps it out of automatic policies
/// @param draining whether devices are to leave it: it is no candidate while the enrollment allows
///   another one, and those assigned to it move when they register again and their reprovisioning
///   policy lets them. Counts only while the instance avoids unwell hubs
/// @param pinnedLatency what the lowest latency policy takes for this hub's latency whatever is
///   measured; null for the measurement. Measured is what a TCP connection and a TLS handshake take
///   together, two or three round trips of the network, so a pinned one should count the same; at
///   most [#PINNED_LATENCY_MAX]
public record LinkedHub(
        HubHostName hostName,
        HubLink link,
        String location,
        int allocationWeight,
        boolean applyAllocationPolicy,
        boolean draining,
        @Nullable Duration pinnedLatency) {
    public static final int WEIGHT_MAX = 1000;

    public static final Duration PINNED_LATENCY_MAX = Duration.ofMinutes(1);

    public LinkedHub {
        if (allocationWeight < 1 || allocationWeight > WEIGHT_MAX) {
            throw new IllegalArgumentException("an allocation weight is 1 to 1000");
        }
        if (pinnedLatency != null
                && (pinnedLatency.isNegative()
                        || pinnedLatency.compareTo(PINNED_LATENCY_MAX) > 0)) {
            throw new IllegalArgumentException("a pinned latency is 0 to 60 s");
        }
    }

    /// A hub of which nothing special is wanted: not draining, its latency measured.
    public LinkedHub(
            HubHostName hostName,
            HubLink link,
            String location,
            int allocationWeight,
            boolean applyAllocationPolicy) {
        this(hostName, link, location, allocationWeight, applyAllocationPolicy, false, null);
    }

    /// An embedded hub of weight 1.
    public static LinkedHub embedded(HubHostName hostName) {
        return new LinkedHub(hostName, new HubLink.Embedded(), "local", 1, true);
    }

    public LinkedHub withDraining(boolean whether) {
        return new LinkedHub(
                hostName,
                link,
                location,
                allocationWeight,
                applyAllocationPolicy,
                whether,
                pinnedLatency);
    }

    public LinkedHub withPinnedLatency(@Nullable Duration latency) {
        return new LinkedHub(
                hostName,
                link,
                location,
                allocationWeight,
                applyAllocationPolicy,
                draining,
                latency);
    }
}
