package berth.cli.fleet.hub;

/// What a hub sends a device by itself.
public sealed interface HubPush {
    /// The device that is meant: the connection's own, or a child of it.
    String deviceId();

    /// A direct method to be answered.
    ///
    /// @param id what the response has to name
    record Method(String deviceId, String name, String id, String payload) implements HubPush {}

    /// A cloud-to-device message to be settled.
    ///
    /// @param lock what its settlement has to name
    record Command(String deviceId, String lock, String body) implements HubPush {}

    /// Desired properties have changed.
    record Desired(String deviceId, String patch) implements HubPush {}
}
