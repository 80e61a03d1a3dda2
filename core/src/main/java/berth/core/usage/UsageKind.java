package berth.core.usage;

/// What is counted. Source: dps-service-api, section 10 (Azure bills operations).
public enum UsageKind {
    /// A device was admitted for the first time.
    REGISTRATION,
    /// A device that has a registration was admitted again.
    RE_REGISTRATION,
    /// An enrollment or group was written or deleted.
    ENROLLMENT_WRITE
}
