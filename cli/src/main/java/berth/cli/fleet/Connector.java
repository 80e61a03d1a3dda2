package berth.cli.fleet;

import berth.cli.fleet.stream.Traffic;

import java.io.IOException;
import java.security.GeneralSecurityException;

/// Knows the way to the service for devices of every transport. Used by many threads.
@FunctionalInterface
public interface Connector {
    /// Connects nothing yet.
    ///
    /// @param traffic counts what the device sends and receives
    /// @throws GeneralSecurityException when the device's own credential is of no use
    ChannelOpener opener(SimulatedDevice device, Traffic traffic)
            throws IOException, GeneralSecurityException;
}
