package berth.cli.fleet;

/// What came of connecting, where somebody answered.
public sealed interface Opening {
    /// The device is let in.
    record Open(DeviceChannel channel) implements Opening {}

    /// The device is not let in.
    ///
    /// @param passes whether the service may let it in later: it is busy, or about to stop
    record TurnedAway(String reason, boolean passes) implements Opening {}
}
