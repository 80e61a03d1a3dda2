package berth.core.registration.model;

/// What must hold. Source: reliability, section 6; its number 5 needs assets, and those from 11 on
/// are not about interleavings.
enum Invariant {
    /// At most one running operation per registration.
    I1,
    /// An acknowledged operation survives and ends, once.
    I2,
    /// `assigned` implies the identity exists, enabled, with those credentials.
    I3,
    /// One identity per registration; a second one only while somebody is to remove it.
    I4,
    /// A plan never changes, nor what was captured for it.
    I6,
    /// No effect of an operation after one of a later operation.
    I7,
    /// A failed operation leaves nothing, or open work that removes it.
    I8,
    /// No work item vanishes: enqueued = done + open + dead.
    I9,
    /// One audit entry per transition.
    I10,
    /// A device that an operator keeps out has no enabled identity, or somebody is to disable it:
    /// what DeviceLifecycle promises.
    KEPT_OUT
}
