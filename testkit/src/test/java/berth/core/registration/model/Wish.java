package berth.core.registration.model;

/// What people and time may do to a registration beside the device; each at most once on a path.
enum Wish {
    DISABLE_ENROLLMENT,
    DELETE_REGISTRATION,
    DISABLE_DEVICE,
    ENABLE_DEVICE,
    DECOMMISSION_DEVICE,
    UNLINK_REMOTE_HUB,
    /// The deadline of everything that runs passes.
    TIME_PASSES
}
