package berth.cli.fleet;

import java.io.IOException;
import java.time.Duration;

/// Connects one device, as often as it takes.
@FunctionalInterface
public interface ChannelOpener {
    /// @throws IOException when nobody answered, or not within `timeout`
    Opening open(Duration timeout) throws IOException;
}
