package berth.cli.fleet.hub;

/// What a device makes of a cloud-to-device message.
public enum Settlement {
    COMPLETE,
    ABANDON,
    REJECT
}
