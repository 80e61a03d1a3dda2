package berth.hub.live;

/// What a client may want to be sent.
public enum Feature {
    /// Cloud-to-device messages.
    COMMANDS,
    METHODS,
    /// Changes of desired properties.
    DESIRED
}
