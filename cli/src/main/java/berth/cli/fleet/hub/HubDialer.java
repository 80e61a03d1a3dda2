package berth.cli.fleet.hub;

import berth.cli.fleet.client.Transport;
import berth.cli.fleet.stream.Traffic;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// Knows the way to hubs. Used by many threads.
@FunctionalInterface
public interface HubDialer {
    /// @throws IOException when nobody answered, or not within `timeout`
    /// @throws GeneralSecurityException when the device's own credential is of no use
    HubOpening open(HubCaller caller, Transport transport, Duration timeout, Traffic traffic)
            throws IOException, GeneralSecurityException;
}
