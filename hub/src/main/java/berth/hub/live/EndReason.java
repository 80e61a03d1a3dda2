package berth.hub.live;

/// Why the hub ends a connection.
public enum EndReason {
    /// The client has connected anew.
    TAKEN_OVER,
    /// An operator disabled the device.
    DISABLED,
    /// The identity is gone, or another one of the same name is there.
    DELETED,
    /// The token has expired and was not renewed.
    EXPIRED
}
