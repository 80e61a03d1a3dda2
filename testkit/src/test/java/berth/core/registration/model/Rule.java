package berth.core.registration.model;

/// The rules that live outside the engine's pure functions, in stores and hubs, each of which a
/// mutant can switch off.
enum Rule {
    /// A write of an operation or a work item names the epoch of the claim. Section 3.4.
    EPOCH_CHECK,
    /// A plan that is stored is never decided anew. Section 2, rule 2.
    FROZEN_PLAN,
    /// A remote hub is written only as it was read, and created in only if nothing is there.
    CONDITIONAL_HUB_WRITE,
    /// The marker travels in the request that creates the identity. Section 4.1.
    MARKER_IN_SAME_REQUEST,
    /// An embedded hub remembers whom it let go, and in whose name.
    TOMBSTONE,
    /// A tombstone keeps away the very operation that left it, not only older ones: a worker that
    /// was paused for long may still be about to create what its own clean-up has removed.
    TOMBSTONE_AGAINST_ITS_OWN,
    /// A removed identity is looked for again.
    ABSENCE_WATCH,
    /// Follow-up work is written in the transaction that makes it necessary. Section 2, rule 5.
    WORK_IN_SAME_TRANSACTION,
    /// The generation of a deleted registration stays known.
    GENERATION_KEPT_OVER_DELETION
}
