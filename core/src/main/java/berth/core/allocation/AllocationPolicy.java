package berth.core.allocation;

/// How a hub is chosen among the candidates. Source: dps-service-api, section 8.2.
public enum AllocationPolicy {
    /// By the hubs' weights; the same device always goes to the same hub.
    EVENLY_WEIGHTED,
    /// The hub that is nearest, as measured from here or as the operator says. Those that are
    /// nearly as near count as equal and share by their weights. Source: [LowestLatency].
    LOWEST_LATENCY,
    /// The one hub the enrollment names.
    STATIC,
    /// A function of the operator's, asked over HTTPS.
    CUSTOM
}
