package berth.connector.hub;

import berth.core.id.HubHostName;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How linked hubs are reached.
///
/// @param extraAuthorities trusted besides the platform's own: for hubs with private certificates
/// @param sizes of hubs that are not [HubSize#DEFAULT]
/// @param ports of hubs that do not listen on 443
/// @param connectMax for a connection
/// @param orderMax for all calls of one order together; reliability, section 3.4, has 10 s, and a
///   lease lasts only a little longer
public record AzureHubSettings(
        List<X509Certificate> extraAuthorities,
        Map<HubHostName, HubSize> sizes,
        Map<HubHostName, Integer> ports,
        Duration connectMax,
        Duration orderMax) {
    public static final AzureHubSettings DEFAULT =
            new AzureHubSettings(
                    List.of(), Map.of(), Map.of(), Duration.ofSeconds(2), Duration.ofSeconds(10));

    private static final int HTTPS = 443;

    public AzureHubSettings {
        extraAuthorities = List.copyOf(extraAuthorities);
        sizes = Map.copyOf(sizes);
        ports = Map.copyOf(ports);
        if (!connectMax.isPositive() || !orderMax.isPositive()) {
            throw new IllegalArgumentException("a call needs some time");
        }
    }

    HubSize size(HubHostName hub) {
        return sizes.getOrDefault(hub, HubSize.DEFAULT);
    }

    /// Where a hub listens.
    public int port(HubHostName hub) {
        return ports.getOrDefault(hub, HTTPS);
    }
}
