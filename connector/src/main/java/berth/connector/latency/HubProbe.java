package berth.connector.latency;

import berth.core.id.HubHostName;

import java.io.IOException;
import java.time.Duration;

/// Measures once how near a hub is.
@FunctionalInterface
public interface HubProbe {
    /// Blocks, but never for long; called by several threads at once.
    ///
    /// @throws IOException when the hub cannot be reached or does not prove its name
    Duration measure(HubHostName hub) throws IOException, InterruptedException;
}
