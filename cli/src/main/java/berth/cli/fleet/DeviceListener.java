package berth.cli.fleet;

/// Told how simulated devices get on, by their own threads: a device waits until it returns.
@FunctionalInterface
public interface DeviceListener {
    /// Nobody listens.
    DeviceListener NONE = _ -> {};

    /// The service has promised this device an end: it answered 202 with an operation ID.
    void acknowledged(SimulatedDevice device) throws InterruptedException;
}
