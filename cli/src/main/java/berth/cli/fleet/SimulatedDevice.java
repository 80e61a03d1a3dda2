package berth.cli.fleet;

import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;

/// One device of a simulated fleet.
///
/// @param client whose habits it has
public record SimulatedDevice(
        String registrationId,
        DeviceCredential credential,
        Transport transport,
        StockClient client) {}
