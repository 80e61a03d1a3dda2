package berth.cli;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.ServiceClient;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.server.dev.Ready;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.TrustManager;

/// Asks the hubs themselves, as an outsider with a connection string, whether they hold the devices
/// that were told `assigned`, each with its identity enabled and its twin.
///
/// @param missing what is not as it should be, one line a device
record HubCheck(int checked, List<String> missing) {
    private static final String API_VERSION = "?api-version=2021-04-12";
    private static final int SHOWN_MAX = 5;

    HubCheck {
        missing = List.copyOf(missing);
    }

    static HubCheck of(
            Ready ready,
            Endpoint endpoint,
            TrustManager[] trust,
            List<DeviceResult.Assigned> devices)
            throws IOException, GeneralSecurityException {
        var missing = new ArrayList<String>();
        var tls = ClientTls.anonymous(trust);
        for (var hub : ready.hubs()) {
            var own = devices.stream().filter(d -> d.hub().equals(hub.hostName())).toList();
            if (own.isEmpty()) {
                continue;
            }
            try (var client =
                    ServiceClient.open(
                            endpoint.at(hub.hostName()),
                            tls,
                            hub.connectionString(),
                            InstantSource.system())) {
                for (var device : own) {
                    problem(client, device).ifPresent(missing::add);
                }
            }
        }
        return new HubCheck(devices.size(), missing);
    }

    private static Optional<String> problem(ServiceClient hub, DeviceResult.Assigned device) {
        try {
            var identity = hub.get("/devices/" + device.deviceId() + API_VERSION);
            var twin = hub.get("/twins/" + device.deviceId() + API_VERSION);
            boolean enabled = new JsonString("enabled").equals(identity.members().get("status"));
            boolean hasTwin =
                    twin.member("properties").filter(JsonObject.class::isInstance).isPresent();
            return enabled && hasTwin
                    ? Optional.empty()
                    : Optional.of(device.deviceId() + ": identity or twin incomplete");
        } catch (IOException e) {
            return Optional.of(device.deviceId() + ": " + e.getMessage());
        }
    }

    String sentence() {
        if (missing.isEmpty()) {
            return "The hubs hold all %d identities and twins (asked over their service REST API)."
                    .formatted(checked);
        }
        var first = String.join("\n  ", missing.subList(0, Math.min(SHOWN_MAX, missing.size())));
        return "%d of %d devices are not in their hub as they should be:\n  %s"
                .formatted(missing.size(), checked, first);
    }
}
