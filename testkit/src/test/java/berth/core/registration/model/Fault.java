package berth.core.registration.model;

/// What may go wrong.
enum Fault {
    /// A process dies between any two of its steps.
    KILL,
    /// A lease runs out while its holder lives on.
    LEASE_THEFT,
    /// A hub does as it was told, and nobody hears of it.
    LOST_REPLY,
    /// A call gets lost; a write may arrive at any later moment.
    LATE_CALL,
    /// The remote hub takes no device from us.
    HUB_FULL
}
