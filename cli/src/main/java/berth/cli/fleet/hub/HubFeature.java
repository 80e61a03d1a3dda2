package berth.cli.fleet.hub;

/// What a device may listen to.
public enum HubFeature {
    /// Direct methods.
    METHODS,
    /// Cloud-to-device messages.
    COMMANDS,
    /// Changes of desired properties.
    DESIRED
}
