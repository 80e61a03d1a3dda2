package berth.cli.fleet;

/// One device of a simulated fleet.
public record SimulatedDevice(String registrationId, DeviceCredential credential) {}
