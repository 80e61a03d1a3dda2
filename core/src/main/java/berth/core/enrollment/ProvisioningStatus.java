package berth.core.enrollment;

/// Whether devices of an enrollment may register.
public enum ProvisioningStatus {
    ENABLED,
    DISABLED
}
